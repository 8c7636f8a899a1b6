import { isDeepStrictEqual } from 'node:util'
import type { Catalog } from '../catalog/catalog.ts'
import type { Detail } from '../catalog/detail.ts'
import type { Entry } from '../catalog/entry.ts'
import { envelopesOf } from '../envelope/envelopesOf.ts'
import type { JsonSchema } from '../format/jsonSchema.ts'
import { diffRules, type DiffRule, type Level } from './rules.ts'

/** One difference between two versions of a catalog. */
export interface Change {
  readonly rule: DiffRule
  readonly level: Level
  /** The code; missing for changes of the whole catalog. */
  readonly code?: string
  /** What changed: the name of a detail, a header, a role. */
  readonly subject?: string
  readonly old?: unknown
  readonly new?: unknown
  /** The same for the same change, whatever sentences say. */
  readonly fingerprint: string
}

/** What clients rely on: the bytes, or also the classes of generated clients. */
export type Promised = 'wire' | 'sdk'

type Report = (
  rule: DiffRule, facts: { readonly code?: string, readonly subject?: string, readonly old?: unknown, readonly new?: unknown }
) => void

/** Compare two versions of a catalog: all changes, in the order of the old catalog. */
export function compareCatalogs (old: Catalog, next: Catalog, promise: Promised = 'wire'): Change[] {
  const changes: Change[] = []
  const report: Report = (rule, facts) => {
    const level = rule === 'class-renamed' && promise === 'sdk' ? 'breaking' : diffRules[rule].level
    changes.push({ rule, level, ...facts, fingerprint: [rule, facts.code ?? '', facts.subject ?? ''].join(':') })
  }
  for (const entry of old.entries.values()) {
    const other = next.entries.get(entry.code)
    if (other === undefined) reportRemoved(entry, next, report)
    else compareEntries(entry, other, report)
  }
  for (const { code } of next.entries.values()) if (!old.entries.has(code)) report('code-added', { code })
  compareEnvelopes(old, next, report)
  compareSettings(old, next, report)
  compareTargets(old, next, report)
  return changes
}

function reportRemoved ({ code, deprecated, replacedBy }: Entry, { aliases }: Catalog, report: Report) {
  const renamed = aliases.get(code)
  if (renamed !== undefined) report('code-renamed', { code, new: renamed })
  else {
    report(
      isDeprecated({ deprecated }) && replacedBy !== undefined ? 'deprecated-code-removed' : 'code-removed',
      { code, ...replacedBy === undefined ? {} : { new: replacedBy } }
    )
  }
}

function isDeprecated ({ deprecated }: { readonly deprecated?: boolean | string | undefined }): boolean {
  return deprecated !== undefined && deprecated !== false
}

/** From the verdict that repeats nothing to the one that repeats everything. */
const freedom = ['never', 'same-key', 'check-first', 'idempotent', 'after']

function compareEntries (old: Entry, next: Entry, report: Report) {
  const { code } = old
  const changed = (rule: DiffRule, one: unknown, other: unknown) => {
    if (!isDeepStrictEqual(one, other)) report(rule, { code, old: one, new: other })
  }
  changed('status-changed', old.status, next.status)
  changed(freedom.indexOf(next.retry) > freedom.indexOf(old.retry) ? 'retry-loosened' : 'retry-tightened', old.retry, next.retry)
  const [waited, waits] = [old, next].map(entry => entry.retryAfter !== undefined || entry.retryAfterDetail !== undefined)
  if (waited !== waits) report(waited === true ? 'retry-after-removed' : 'retry-after-added', { code })
  changed('challenge-changed', old.challenge, next.challenge)
  changed('group-changed', old.group, next.group)
  changed('class-renamed', old.sdk, next.sdk)
  if (!isDeprecated(old) && isDeprecated(next)) report('code-deprecated', { code, new: next.replacedBy })
  compareNames(
    'header', old.headers.map(([name]) => name.toLowerCase()), next.headers.map(([name]) => name.toLowerCase()), { code, report }
  )
  changed('text-changed', textsOf(old), textsOf(next))
  for (const detail of old.details) compareDetails(detail, next.details.find(({ name }) => name === detail.name), code, report)
  for (const { name, private: isPrivate } of next.details) {
    if (!isPrivate && !old.details.some(detail => detail.name === name)) report('detail-added', { code, subject: name })
  }
}

function textsOf ({ message, messages, meaning, action, causes, since }: Entry) {
  return { message: message.text, messages: [...messages].map(([language, { text }]) => [language, text]), meaning, action, causes, since }
}

function compareDetails (old: Detail, next: Detail | undefined, code: string, report: Report) {
  const { name: subject } = old
  if (old.private) {
    if (next?.private === false) report('detail-added', { code, subject })
    return
  }
  if (next === undefined) return report('detail-removed', { code, subject })
  if (next.private) return report('detail-made-private', { code, subject })
  if (old.required !== next.required) report(old.required ? 'detail-made-optional' : 'detail-made-required', { code, subject })
  if (isDeepStrictEqual(old.schema, next.schema)) return
  const [values, others] = [valuesOf(old.schema), valuesOf(next.schema)]
  const rule = values === undefined || others === undefined
    ? 'detail-retyped'
    : values.every(value => others.includes(value))
      ? 'detail-value-added'
      : others.every(value => values.includes(value)) ? 'detail-values-narrowed' : 'detail-retyped'
  report(rule, { code, subject, old: old.schema, new: next.schema })
}

/** The values of an enumeration. */
function valuesOf (schema: JsonSchema): unknown[] | undefined {
  if ('const' in schema) return [schema['const']]
  if ('enum' in schema) return schema['enum'] as unknown[]
  const parts = ((schema['anyOf'] ?? []) as JsonSchema[]).map(valuesOf)
  return parts.length > 0 && !parts.includes(undefined) ? parts.flat() : undefined
}

function compareNames (
  kind: 'header' | 'alias' | 'language',
  old: readonly string[],
  next: readonly string[],
  { code, report }: { code?: string, report: Report }
) {
  const facts = (subject: string) => ({ ...code === undefined ? {} : { code }, subject })
  for (const name of old) if (!next.includes(name)) report(`${kind}-removed`, facts(name))
  for (const name of next) if (!old.includes(name)) report(`${kind}-added`, facts(name))
}

function compareEnvelopes (old: Catalog, next: Catalog, report: Report) {
  const [[before], [after]] = [envelopesOf(old), envelopesOf(next)].map(definitions =>
    definitions.map(({ contentType, variants, success }) => ({
      error: { contentType, variants: variants.map(({ when, template }) => ({ when, template })) }, success
    }))) as [[{ error: object, success: object | undefined }], [{ error: object, success: object | undefined }]]
  if (!isDeepStrictEqual(before.error, after.error)) report('envelope-changed', { old: old.envelope, new: next.envelope })
  if (!isDeepStrictEqual(before.success, after.success)) report('success-changed', { old: old.envelope, new: next.envelope })
  if (old.negotiate !== next.negotiate) report(old.negotiate ? 'negotiation-removed' : 'negotiation-added', {})
}

function compareSettings (old: Catalog, next: Catalog, report: Report) {
  const changed = (rule: DiffRule, one: unknown, other: unknown) => {
    if (!isDeepStrictEqual(one, other)) report(rule, { old: one, new: other })
  }
  changed('request-id-header-changed', old.requestId.header.toLowerCase(), next.requestId.header.toLowerCase())
  changed('request-id-rules-changed', [old.requestId.prefix, old.requestId.trust], [next.requestId.prefix, next.requestId.trust])
  changed('docs-moved', old.docs, next.docs)
  compareNames('header', [old.retryHeader ?? []].flat(), [next.retryHeader ?? []].flat(), { report })
  compareNames('language', old.languages, next.languages, { report })
  compareNames('alias', [...old.aliases.keys()], [...next.aliases.keys()].filter(alias => !old.entries.has(alias)), { report })
}

function compareTargets (old: Catalog, next: Catalog, report: Report) {
  for (const [role, code] of Object.entries(old.roles)) {
    const other = next.roles[role as keyof Catalog['roles']]
    if (other === code || !next.entries.has(code)) continue
    report(old.entries.has(other) ? 'role-moved' : 'role-code-added', { subject: role, old: code, new: other })
  }
  for (const table of ['errors', 'validation', 'statuses'] as const) {
    for (const [key, code] of old.map[table]) {
      const other = next.map[table].get(key)
      if (other !== code && next.entries.has(code)) report('map-moved', { subject: `${table}.${key}`, old: code, new: other })
    }
    for (const [key, code] of next.map[table]) if (!old.map[table].has(key)) report('map-added', { subject: `${table}.${key}`, new: code })
  }
}
