import { readFileSync } from 'node:fs'
import type { Retry } from '../../src/client/types.ts'

/** One case of the decision table. */
export interface Combination {
  readonly phase: 'not sent' | 'maybe sent' | 'aborted' | 'answered' | 'undecodable'
  readonly verdict: Retry | 'unknown'
  readonly status: number
  readonly method: string
  readonly key: boolean
  readonly retryAfter: number | null
}

type Column = keyof Combination
export type Rule = { readonly [K in Column]?: ReadonlyArray<Combination[K]> } & { readonly want: string | number }

/** When a client retries: the table that the tests check the clients of all languages against. */
export const table = JSON.parse(readFileSync(new URL('decisions.json', import.meta.url), 'utf8')) as {
  readonly columns: { readonly [K in Column]: ReadonlyArray<Combination[K]> }
  readonly rules: readonly Rule[]
  readonly waits: ReadonlyArray<{ readonly headers: Readonly<Record<string, string>>, readonly seconds: number | null }>
  readonly backoff: ReadonlyArray<{ readonly attempt: number, readonly most: number }>
}

/** All possible cases: a verdict needs a decoded response, and only an unknown verdict is decided by status. */
export const combinations: readonly Combination[] = Object.entries(table.columns).reduce<object[]>(
  (rows, [name, values]) => rows.flatMap(row => (values as readonly unknown[]).map(value => ({ ...row, [name]: value }))), [{}]
).filter((row): row is Combination => {
  const { phase, verdict, status, retryAfter } = row as Combination
  const isAnswered = phase === 'answered' || phase === 'undecodable'
  if (!isAnswered && (verdict !== 'never' || status !== 400 || retryAfter !== null)) return false
  if (phase === 'undecodable' && verdict !== 'unknown') return false
  return verdict === 'unknown' || !isAnswered || status === 400
})

/** Whether a rule applies to a case. */
export function ruleFor (rule: Rule, combination: Combination): boolean {
  return (Object.keys(table.columns) as Column[]).every(column => (rule[column] as readonly unknown[] | undefined)?.includes(combination[column]) ?? true)
}
