import type { DiffRule } from '../format/diffRuleNames.ts'
import { diffRules, type Level } from './rules.ts'

/** The keys that lead to a part of a catalog. */
export type Keys = readonly string[]

/** One difference between two versions of a catalog. */
export interface Change {
  readonly rule: DiffRule
  readonly level: Level
  /** The code; missing for changes of the whole catalog. */
  readonly code?: string
  /** The changed part: the name of a detail, a header, a role. */
  readonly subject?: string
  readonly old?: unknown
  readonly new?: unknown
  /** Equal for equal changes, also if the wording of messages changes. */
  readonly fingerprint: string
  /** The path of the change in each catalog. One of the two may lack the part. */
  readonly keys: { readonly old: Keys, readonly new: Keys }
}

/** What clients rely on: the bytes, or also the classes of generated clients. */
export type Promised = 'wire' | 'sdk'

interface Facts {
  readonly code?: string
  readonly subject?: string
  readonly old?: unknown
  readonly new?: unknown
  readonly keys: Keys
  /** The path in the new catalog, if it differs. */
  readonly newKeys?: Keys
}

export type Report = (rule: DiffRule, facts: Facts) => void

/** Collects changes with their levels and fingerprints. */
export function createReport (changes: Change[], promise: Promised): Report {
  return (rule, { keys, newKeys = keys, ...facts }) => changes.push({
    rule,
    level: rule === 'class-renamed' && promise === 'sdk' ? 'breaking' : diffRules[rule].level,
    ...facts,
    fingerprint: [rule, facts.code ?? '', facts.subject ?? ''].join(':'),
    keys: { old: keys, new: newKeys }
  })
}

/** Report names that one of two lists lacks. */
export function compareNames (
  kind: 'header' | 'alias' | 'language',
  [old, next]: readonly [Iterable<string>, Iterable<string>],
  factsOf: (name: string) => Facts,
  report: Report
) {
  const [before, after] = [new Set(old), new Set(next)]
  for (const name of before) if (!after.has(name)) report(`${kind}-removed`, factsOf(name))
  for (const name of after) if (!before.has(name)) report(`${kind}-added`, factsOf(name))
}
