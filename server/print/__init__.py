"""What is printed for a hearing: sheets to sign, forms, slips, cards, the agenda, the notice."""
