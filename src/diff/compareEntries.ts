import { isDeepStrictEqual } from 'node:util'
import { deprecationOf } from '../catalog/deprecation.ts'
import type { Detail } from '../catalog/detail.ts'
import type { Entry } from '../catalog/entry.ts'
import type { DiffRule } from '../format/diffRuleNames.ts'
import { typeWords } from '../render/pages/typeWords.ts'
import { accepts, isEnumeration } from './accepts.ts'
import { compareNames, type Report } from './change.ts'

/** From the verdict that never retries to the verdict that always does. */
const freedom = ['never', 'same-key', 'check-first', 'idempotent', 'after']

/** Compare two versions of a code. */
export function compareEntries (old: Entry, next: Entry, report: Report) {
  const { code } = old
  const changed = (rule: DiffRule, key: 'status' | 'retry' | 'challenge' | 'group' | 'sdk') => {
    if (old[key] !== next[key]) report(rule, { code, old: old[key], new: next[key], keys: ['codes', code, key] })
  }
  changed('status-changed', 'status')
  changed(freedom.indexOf(next.retry) > freedom.indexOf(old.retry) ? 'retry-loosened' : 'retry-tightened', 'retry')
  compareWaits(old, next, report)
  changed('challenge-changed', 'challenge')
  changed('group-changed', 'group')
  changed('class-renamed', 'sdk')
  comparePages(old, next, report)
  if (deprecationOf(old) === undefined && deprecationOf(next) !== undefined) {
    report('code-deprecated', { code, new: next.replacedBy, keys: ['codes', code, 'deprecated'] })
  }
  compareHeaders(old, next, report)
  compareTexts(old, next, report)
  for (const detail of old.details) compareDetails(detail, next.details.find(({ name }) => name === detail.name), code, report)
  for (const detail of next.details) {
    if (!detail.private && !old.details.some(({ name }) => name === detail.name)) {
      report('detail-added', { code, subject: detail.name, keys: keysOf(code, detail) })
    }
  }
}

/** The seconds of Retry-After, or the detail that has them. */
function waitOf ({ retryAfter, retryAfterDetail }: Entry): number | string | undefined {
  return retryAfterDetail === undefined ? retryAfter : `{${retryAfterDetail}}`
}

/** Whether each response has the wait: an optional detail may be missing. */
function hasWait ({ retryAfter, retryAfterDetail, details }: Entry): boolean {
  return retryAfter !== undefined || details.some(({ name, required }) => name === retryAfterDetail && required)
}

function compareWaits (before: Entry, after: Entry, report: Report) {
  const [old, next] = [waitOf(before), waitOf(after)]
  // The detail may have become optional: that is a change of the detail.
  if (old === next) return
  const [had, has] = [hasWait(before), hasWait(after)]
  const isRemoved = next === undefined || (had && !has)
  const isAdded = old === undefined || (has && !had)
  const rule = isRemoved ? 'retry-after-removed' : isAdded ? 'retry-after-added' : 'retry-after-changed'
  report(rule, { code: before.code, old, new: next, keys: ['codes', before.code, 'retryAfter'] })
}

function comparePages ({ code, public: was = true }: Entry, { public: is = true }: Entry, report: Report) {
  if (was !== is) report(is ? 'page-added' : 'page-removed', { code, keys: ['codes', code, 'public'] })
}

function compareHeaders ({ code, headers }: Entry, next: Entry, report: Report) {
  const factsOf = (name: string) => ({ code, subject: name, keys: ['codes', code, 'headers', name] })
  const [old, others] = [headers, next.headers].map(list => new Map(list.map(([name, { text }]) => [name, text])))
  const [before, after] = [old as Map<string, string>, others as Map<string, string>]
  compareNames('header', [before.keys(), after.keys()], factsOf, report)
  for (const [name, text] of before) {
    const other = after.get(name) ?? text
    if (other !== text) report('header-changed', { ...factsOf(name), old: text, new: other })
  }
}

/** Texts for people, by key. A new deprecation has another rule. */
function textsOf (entry: Entry, isDeprecated: boolean): Array<readonly [key: string, value: unknown]> {
  const { message, messages, meaning, action, causes, since, deprecated, replacedBy } = entry
  return [
    ['message', message.text],
    ['locales', Object.fromEntries([...messages].map(([language, { text }]) => [language, text]))],
    ['meaning', meaning],
    ['action', action],
    ['causes', causes],
    ['since', since],
    ['deprecated', isDeprecated ? deprecated : undefined],
    ['replacedBy', isDeprecated ? replacedBy : undefined]
  ]
}

function compareTexts (before: Entry, after: Entry, report: Report) {
  const wasDeprecated = deprecationOf(before) !== undefined
  const others = new Map(textsOf(after, wasDeprecated))
  for (const [subject, old] of textsOf(before, wasDeprecated)) {
    const next = others.get(subject)
    if (!isDeepStrictEqual(old, next)) {
      report('text-changed', {
        code: before.code, subject, old, new: next, keys: subject === 'locales' ? ['locales'] : ['codes', before.code, subject]
      })
    }
  }
}

function keysOf (code: string, { name, required }: Detail): string[] {
  return ['codes', code, 'details', required ? name : `${name}?`]
}

function compareDetails (old: Detail, next: Detail | undefined, code: string, report: Report) {
  const [keys, newKeys] = [keysOf(code, old), keysOf(code, next ?? old)]
  const facts = { code, subject: old.name, keys, newKeys }
  if (old.private) {
    if (next?.private === false) report('detail-added', facts)
    return
  }
  if (next === undefined) return report('detail-removed', facts)
  if (next.private) return report('detail-made-private', { ...facts, newKeys: ['codes', code, 'private'] })
  if (old.required !== next.required) report(old.required ? 'detail-made-optional' : 'detail-made-required', facts)
  const rule = ruleOfTypes(old, next)
  if (rule === undefined) return
  const [type, other] = [typeWords(old.schema), typeWords(next.schema)]
  // Limits such as a pattern are not part of the description.
  const values = type === other ? { old: old.schema, new: next.schema } : { old: type, new: other }
  report(rule, { ...facts, ...values })
}

function ruleOfTypes ({ schema: old }: Detail, { schema: next }: Detail): DiffRule | undefined {
  const [isAccepted, isMutual] = [accepts(old, next), accepts(next, old)]
  if (isAccepted && isMutual) return isDeepStrictEqual(old, next) ? undefined : 'text-changed'
  if (isAccepted) return 'detail-narrowed'
  return isMutual && isEnumeration(old) && isEnumeration(next) ? 'detail-value-added' : 'detail-retyped'
}
