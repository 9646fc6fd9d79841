import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.js';

/** What a row offers to a visibility query: instants as milliseconds. */
export type Row = Readonly<Record<string, string | number | undefined>>;
export type Predicate = (row: Row) => boolean;

const token =
  /\s*(?:([(),])|(<=|>=|!=|=|<|>)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`?([A-Za-z_][\w.]*)`?|(-?\d+(?:\.\d+)?))/y;
type Token = { kind: 'mark' | 'operator' | 'text' | 'word' | 'number'; value: string };

/** Understands the part of the visibility language that a monitor uses; rejects the rest as a real server would. */
export function parseQuery(query: string, isKnown: (field: string) => boolean): Predicate {
  if (query.trim() === '') return () => true;
  return new Parser(tokens(query), isKnown).parse();
}

function tokens(query: string): Token[] {
  const found: Token[] = [];
  token.lastIndex = 0;
  const text = query.trimEnd();
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw invalid(`syntax error at position ${at} near '${text.slice(at, at + 10)}'`);
    const [, mark, operator, double, single, word, number] = match;
    if (mark !== undefined) found.push({ kind: 'mark', value: mark });
    else if (operator !== undefined) found.push({ kind: 'operator', value: operator });
    else if (word !== undefined) found.push({ kind: 'word', value: word });
    else if (number !== undefined) found.push({ kind: 'number', value: number });
    else found.push({ kind: 'text', value: (double ?? single ?? '').replace(/\\(.)/g, '$1') });
  }
  return found;
}

class Parser {
  #at = 0;
  constructor(
    private readonly tokens: Token[],
    private readonly isKnown: (field: string) => boolean,
  ) {}

  parse(): Predicate {
    const predicate = this.#either();
    if (this.#at < this.tokens.length) throw invalid(`unexpected '${this.tokens[this.#at]?.value}'`);
    return predicate;
  }

  #either(): Predicate {
    const parts = [this.#all()];
    while (this.#accept('OR')) parts.push(this.#all());
    return (row) => parts.some((part) => part(row));
  }

  #all(): Predicate {
    const parts = [this.#single()];
    while (this.#accept('AND')) parts.push(this.#single());
    return (row) => parts.every((part) => part(row));
  }

  #single(): Predicate {
    if (this.#accept('NOT')) return negate(this.#single());
    if (!this.#accept('(')) return this.#comparison();
    const inner = this.#either();
    this.#expect(')');
    return inner;
  }

  #comparison(): Predicate {
    const { kind, value: field } = this.#next();
    if (kind !== 'word') throw invalid(`a field name was expected, not '${field}'`);
    if (!this.isKnown(field)) throw invalid(`invalid search attribute: ${field}`);
    if (this.#accept('IS')) {
      const wanted = this.#accept('NOT');
      this.#expect('NULL');
      return (row) => (row[field] !== undefined) === wanted;
    }
    const not = this.#accept('NOT');
    const predicate = this.#operation(field);
    return not ? negate(predicate) : predicate;
  }

  #operation(field: string): Predicate {
    if (this.#accept('IN')) {
      this.#expect('(');
      const values = [this.#next().value];
      while (this.#accept(',')) values.push(this.#next().value);
      this.#expect(')');
      return (row) => values.some((value) => compare(row[field], '=', value));
    }
    if (this.#accept('BETWEEN')) {
      const low = this.#next().value;
      this.#expect('AND');
      const high = this.#next().value;
      return (row) => compare(row[field], '>=', low) && compare(row[field], '<=', high);
    }
    if (this.#accept('STARTS_WITH')) {
      const prefix = this.#next().value;
      return (row) => String(row[field] ?? '').startsWith(prefix);
    }
    const { kind, value: operator } = this.#next();
    if (kind !== 'operator') throw invalid(`an operator was expected after ${field}, not '${operator}'`);
    const { value } = this.#next();
    return (row) => compare(row[field], operator, value);
  }

  #next(): Token {
    const next = this.tokens[this.#at++];
    if (next === undefined) throw invalid('the query ends too early');
    return next;
  }

  #accept(value: string): boolean {
    const next = this.tokens[this.#at];
    if (next === undefined || next.kind === 'text' || next.value.toUpperCase() !== value) return false;
    this.#at++;
    return true;
  }

  #expect(value: string): void {
    if (!this.#accept(value)) throw invalid(`'${value}' was expected`);
  }
}

const negate =
  (predicate: Predicate): Predicate =>
  (row) =>
    !predicate(row);

function compare(actual: string | number | undefined, operator: string, text: string): boolean {
  if (actual === undefined) return false;
  const wanted = typeof actual === 'string' ? text : instantOrNumber(text);
  if (operator === '=') return actual === wanted;
  if (operator === '!=') return actual !== wanted;
  if (operator === '<') return actual < wanted;
  if (operator === '<=') return actual <= wanted;
  if (operator === '>') return actual > wanted;
  return actual >= wanted;
}

function instantOrNumber(text: string): number {
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(value)) throw invalid(`'${text}' is neither a time nor a number`);
  return value;
}

function invalid(problem: string): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, `invalid query: ${problem}`);
}
