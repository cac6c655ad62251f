// Owns whether a value is of the form that the schema gives its field: the keywords of JSON Schema 2020-12 that the
// schema uses, and no more. The table generator refuses a schema that uses others.
import { isObject, own, type Json, type JsonObject } from './canonical';

export type Form = { readonly [keyword: string]: unknown };

export type Forms = { [key: string]: Form };
type Check = (limit: never, value: Json, form: Form) => boolean;

const length = (text: string) => [...text].length; // characters, not UTF-16 units

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const expression = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, expression);
  return expression;
}

/** One check a keyword; like JSON Schema, a keyword about texts says nothing of a list. */
const CHECKS: { readonly [keyword: string]: Check } = {
  type: (type: string, value) => typeOf(value) === type,
  enum: (values: Json[], value) => values.includes(value), // the schema enumerates texts only
  anyOf: (forms: Form[], value) => forms.some((form) => fitsForm(form, value)),
  pattern: (pattern: string, value) => typeof value !== 'string' || compiled(pattern).test(value),
  minLength: (least: number, value) => typeof value !== 'string' || length(value) >= least,
  maxLength: (most: number, value) => typeof value !== 'string' || length(value) <= most,
  minimum: (least: number, value) => typeof value !== 'number' || value >= least,
  maximum: (most: number, value) => typeof value !== 'number' || value <= most,
  minItems: (least: number, value) => !Array.isArray(value) || value.length >= least,
  maxItems: (most: number, value) => !Array.isArray(value) || value.length <= most,
  items: (form: Form, value) => !Array.isArray(value) || value.every((item) => fitsForm(form, item)),
  required: (keys: string[], value) => !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
  maxProperties: (most: number, value) => !isObject(value) || Object.keys(value).length <= most,
  propertyNames: (form: Form, value) => !isObject(value) || Object.keys(value).every((key) => fitsForm(form, key)),
  properties: (forms: Forms, value) =>
    !isObject(value) || Object.entries(forms).every(([key, form]) => fitsKey(form, value, key)),
  additionalProperties: (rest: false | Form, value, form) =>
    !isObject(value) ||
    Object.keys(value).every((key) => {
      if (own((form.properties ?? {}) as Forms, key) !== undefined) return true;
      return rest !== false && fitsKey(rest, value, key);
    }),
};

export const KEYWORDS = Object.keys(CHECKS);

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' ? 'integer' : typeof value; // no other numbers can stand in a line
}

function fitsKey(form: Form, value: JsonObject, key: string): boolean {
  const held = own(value, key);
  return held === undefined || fitsForm(form, held);
}

export function fitsForm(form: Form, value: Json): boolean {
  return Object.entries(form).every(([keyword, limit]) => (CHECKS[keyword] as Check)(limit as never, value, form));
}
