"""Is what is stored still what was recorded (verify), and is the house in order (doctor)?"""
