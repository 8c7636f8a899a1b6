import { readFileSync } from 'node:fs'
import t from 'tap'
import { retryAfterOf } from '../../src/client/retryAfterOf.ts'
import { shouldRetry, type Decision } from '../../src/client/shouldRetry.ts'
import type { Failure } from '../../src/client/types.ts'
import { table, combinations, ruleFor, type Combination } from './decisions.ts'

function failureOf ({ phase, verdict, status, retryAfter }: Combination): Failure {
  if (phase === 'not sent') return { kind: 'unanswered', sent: 'no', reason: 'refused', cause: undefined }
  if (phase === 'maybe sent') return { kind: 'unanswered', sent: 'maybe', reason: 'reset', cause: undefined }
  if (phase === 'aborted') return { kind: 'unanswered', sent: 'maybe', reason: 'aborted', cause: undefined }
  const common = { status, retryAfter: retryAfter ?? undefined, requestId: undefined }
  if (phase === 'undecodable') return { kind: 'undecodable', contentType: 'text/html', text: '<html>', ...common }
  const fields = { kind: 'api', message: 'M.', issues: [], param: undefined, docs: undefined, details: {}, code: 'x', ...common } as const
  return verdict === 'unknown' ? { ...fields, known: false, retry: undefined } : { ...fields, known: true, retry: verdict } as Failure
}

function isWanted (want: string | number, decision: Decision): boolean {
  if (want === 'backoff') return decision.retry && decision.after >= 0 && decision.after < 0.5
  return typeof want === 'number' ? decision.retry && decision.after === want : !decision.retry && decision.reason === want
}

t.test('the decision table has one rule for each combination', async t => {
  t.equal(combinations.length, 588)
  for (const combination of combinations) t.equal(table.rules.filter(rule => ruleFor(rule, combination)).length, 1, JSON.stringify(combination))
})

t.test('shouldRetry decides as the table says', async t => {
  for (const combination of combinations) {
    const { method, key } = combination
    const want = table.rules.find(rule => ruleFor(rule, combination))?.want ?? ''
    const decision = shouldRetry(failureOf(combination), { method, key: key ? 'k' : undefined })
    t.ok(isWanted(want, decision), `${JSON.stringify(combination)} gives ${JSON.stringify(decision)}, wanted ${want}`)
  }
})

t.test('the wait is read from Retry-After, then from an exhausted RateLimit', async t => {
  for (const { headers, seconds } of table.waits) t.equal(retryAfterOf(name => headers[name]) ?? null, seconds, JSON.stringify(headers))
  const soon = new Date(Date.now() + 30_000).toUTCString()
  t.ok([29, 30, 31].includes(retryAfterOf(name => name === 'retry-after' ? soon : undefined) as number), 'without Date, from the clock of the client')
})

t.test('the backoff is random, grows, and is at most 20 seconds', async t => {
  const failure = failureOf({ phase: 'not sent', verdict: 'never', status: 500, method: 'GET', key: false, retryAfter: null })
  for (const { attempt, most } of table.backoff) {
    const waits = Array.from({ length: 1000 }, () => {
      const decision = shouldRetry(failure, { attempt, attempts: Infinity })
      return decision.retry ? decision.after : NaN
    })
    t.ok(waits.every(wait => wait >= 0 && wait <= most), `attempt ${attempt} waits at most ${most}`)
    t.ok(Math.max(...waits) > most * 0.9 && Math.min(...waits) < most * 0.1, `attempt ${attempt} spreads its waits`)
  }
})

t.test('the number of attempts and the longest wait are options', async t => {
  const failure = failureOf({ phase: 'answered', verdict: 'after', status: 429, method: 'GET', key: false, retryAfter: 61 })
  t.same(shouldRetry(failure), { retry: false, reason: 'wait too long', after: 61 })
  t.same(shouldRetry(failure, { maxWait: 61 }), { retry: true, after: 61 })
  t.same(shouldRetry(failure, { maxWait: 61, attempt: 2 }), { retry: true, after: 61 })
  t.same(shouldRetry(failure, { maxWait: 61, attempt: 3 }), { retry: false, reason: 'no attempts left' })
  t.same(shouldRetry(failure, { maxWait: 61, attempt: 3, attempts: 4 }), { retry: true, after: 61 })
})

t.test('the reference page holds the table', async t => {
  const page = readFileSync(new URL('../../docs/reference/retries.md', import.meta.url), 'utf8')
  for (const { want } of table.rules) t.match(page, typeof want === 'number' ? 'after `Retry-After`' : want)
})
