// Owns the way from TypeScript to the engine in Python: one process, a line of JSON to a line. Used by tests only.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parse, type Json } from '../canonical';
import type { Question } from './state';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const OWN = `${ROOT}.venv/bin/python`;

/** The running twin. It answers in the order of the questions. */
export class Python {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private complaint = '';

  constructor() {
    const env = { ...process.env, PYTHONPATH: ROOT };
    this.process = spawn(existsSync(OWN) ? OWN : 'python3', ['-m', 'tests.sync.answer'], { cwd: ROOT, env });
    this.process.stderr.on('data', (said) => (this.complaint += String(said)));
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The hash of what it makes of a stream. */
  async hash(question: Question): Promise<string> {
    this.process.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`the engine in Python ended: ${this.complaint}`);
    return value;
  }

  /** The text behind the hash. */
  async text(question: Question): Promise<string> {
    return parse(await this.hash({ ...question, text: true } as Question)) as Json as string;
  }

  end(): void {
    this.process.stdin.end();
  }
}
