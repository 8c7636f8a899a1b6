import type { Finding } from '../source/diagnostic.ts'
import { toIndent } from '../source/yamlSlips.ts'
import { compact } from '../support/compact.ts'
import { didYouMean } from '../support/didYouMean.ts'
import { findMisplaced } from './misplaced.ts'
import { renamed } from './renamed.ts'
import type { Shape } from './shape.ts'

/** The findings about a value and its shape: one for each invalid part, none for a valid value. */
export function check (shape: Shape, value: unknown): Finding[] {
  const checker = new Checker()
  checker.visit(shape, value)
  return checker.findings
}

class Checker {
  readonly findings: Finding[] = []
  /** The keys that lead to the current part; the last one is a number in a list. Copied for findings only. */
  readonly #path: Array<string | number> = []

  /** `misplaced`: members of the value that are next to it. */
  visit (given: Shape, value: unknown, misplaced: readonly string[] = []) {
    const shape = branchFor(given, value)
    if (!isOfKind(shape, value)) {
      const hint = typeof value === 'string' ? hintFor(value, shape.enum ?? []) : ''
      this.#report(`${this.#name()} ${shape.errorMessage}, got ${shown(value)}${hint || this.#hintFor(shape, value)}`, false)
    } else if (Array.isArray(value)) {
      if (shape.items !== undefined) for (const [index, item] of value.entries()) this.#visitPart(index, shape.items, item)
    } else if (typeof value === 'object' && value !== null) this.#visitMembers(shape, value as Record<string, unknown>, misplaced)
  }

  #visitMembers (given: Shape, members: Record<string, unknown>, misplaced: readonly string[]) {
    const { properties = none, required = [], additionalProperties } = given
    const known = Object.keys(properties)
    for (const key of required) {
      // A key that seems to be a misspelled one is reported once, as an unknown key.
      const isGiven = [...Object.keys(members), ...misplaced]
        .some(given => given === key || (!known.includes(given) && hintFor(given, known) === hintOf(key)))
      if (!isGiven) this.#report(`${this.#name()} must have ${key}: it ${properties[key]?.errorMessage}`, true)
    }
    const besides = findMisplaced(given, members)
    const skipped = new Set([...besides.values()].flat())
    for (const key in members) {
      if (skipped.has(key)) continue
      const shape = Object.hasOwn(properties, key) ? properties[key] : additionalProperties
      const beside = besides.get(key) ?? []
      if (beside.length > 0) this.#visitMisplaced(key, beside)
      if (shape === false) this.#visitUnknown(key, known)
      else if (shape !== undefined && (beside.length === 0 || members[key] !== null)) this.#visitPart(key, shape, members[key], beside)
    }
  }

  #visitPart (key: string | number, shape: Shape, value: unknown, misplaced?: readonly string[]) {
    this.#path.push(key)
    this.visit(shape, value, misplaced)
    this.#path.pop()
  }

  #visitMisplaced (key: string, members: readonly string[]) {
    this.#path.push(key)
    this.#report(toIndent(this.#name(), members), true, members)
    this.#path.pop()
  }

  #visitUnknown (key: string, known: readonly string[]) {
    this.#path.push(key)
    const hint = hintFor(key, known)
    this.#report(`"${this.#name()}" is not a known key${hint === '' ? `: use ${known.join(', ')}` : hint}`, true)
    this.#path.pop()
  }

  /** YAML reads `{ id:string }` as a key without a value. */
  #hintFor (shape: Shape, value: unknown): string {
    return value === null && this.#name().includes(':') ? ': put a space after the colon' : quotesHint(shape, value)
  }

  #report (message: string, atKey: boolean, besides?: readonly string[]) {
    this.findings.push({ path: this.#path.map(String), message, ...atKey ? { atKey } : {}, ...compact({ besides }) })
  }

  /** The last key of the path; for an item, the key of its list: `causes[0]`. */
  #name (): string {
    const [list, name] = [this.#path.at(-2), this.#path.at(-1)]
    if (typeof name === 'number') return `${list}[${name}]`
    return name === '' ? 'the empty name' : name ?? 'the catalog'
  }
}

/** Without quotes, YAML does not read `2024` and `true` as text; in quotes, it does not read `"404"` as a number. */
function quotesHint (shape: Shape, value: unknown): string {
  if (typeof value === 'string') return value.trim() !== '' && isOfKind(shape, Number(value)) ? ': remove the quotes' : ''
  return ['number', 'boolean'].includes(typeof value) && isOfKind(shape, String(value)) ? `: put it in quotes, '${String(value)}'` : ''
}

function hintFor (name: string, known: readonly string[]): string {
  const newName = Object.hasOwn(renamed, name) ? renamed[name] : undefined
  return newName !== undefined && known.includes(newName) ? hintOf(newName) : didYouMean(name, known)
}

function hintOf (name: string): string {
  return ` (did you mean "${name}"?)`
}

const none: NonNullable<Shape['properties']> = {}

/** For a mapping, the only branch of a union that is a mapping, so that findings inside of it have their positions. */
function branchFor (shape: Shape, value: unknown): Shape {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return shape
  const [branch, ...others] = shape.anyOf?.filter(({ type }) => type === 'object') ?? []
  return branch === undefined || others.length > 0 ? shape : branch
}

/** Whether a value itself fits a shape. The caller checks its parts, except the parts of a union. */
function isOfKind (shape: Shape, value: unknown): boolean {
  if (shape.anyOf !== undefined) return shape.anyOf.some(each => check(each, value).length === 0)
  if (shape.enum !== undefined) return shape.enum.includes(value as string)
  if ('const' in shape) return value === shape.const
  switch (shape.type) {
    case undefined: return true
    case 'string':
      return typeof value === 'string' && value.length >= (shape.minLength ?? 0) &&
        (shape.pattern === undefined || new RegExp(shape.pattern).test(value))
    case 'number': return Number.isFinite(value)
    case 'integer':
      return Number.isInteger(value) && (value as number) >= (shape.minimum ?? -Infinity) &&
        (value as number) <= (shape.maximum ?? Infinity)
    case 'array': return Array.isArray(value) && value.length >= (shape.minItems ?? 0)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) &&
        (shape.minProperties === undefined || Object.keys(value).length >= shape.minProperties)
    default: return typeof value === 'boolean'
  }
}

function shown (value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (typeof value !== 'string') return String(value)
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
