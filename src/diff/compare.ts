import { findEntry, type Catalog } from '../catalog/catalog.ts'
import { deprecationOf } from '../catalog/deprecation.ts'
import type { Entry } from '../catalog/entry.ts'
import type { DiffRule } from '../format/diffRuleNames.ts'
import { compareNames, createReport, type Change, type Promised, type Report } from './change.ts'
import { compareEntries } from './compareEntries.ts'
import { compareEnvelopes } from './compareEnvelopes.ts'
import { compareTargets } from './compareTargets.ts'

/** Compare two versions of a catalog: all changes, in the order of the old catalog. */
export function compareCatalogs (old: Catalog, next: Catalog, promise: Promised = 'wire'): Change[] {
  const changes: Change[] = []
  const report = createReport(changes, promise)
  for (const entry of old.entries.values()) {
    const other = next.entries.get(entry.code)
    if (other === undefined) compareRemoved(entry, next, report)
    else compareEntries(entry, other, report)
  }
  for (const { code } of next.entries.values()) if (!old.entries.has(code)) report('code-added', { code, keys: ['codes', code] })
  compareEnvelopes(old, next, report)
  compareSettings(old, next, report)
  compareTargets(old, next, report)
  return changes
}

function compareRemoved (entry: Entry, next: Catalog, report: Report) {
  const { code } = entry
  const keys = ['codes', code]
  const renamed = findEntry(next, code)
  if (renamed !== undefined) {
    report('code-renamed', { code, new: renamed.code, keys, newKeys: ['codes', renamed.code, 'aliases'] })
    // The other changes of the code are under its old name in the old catalog, and under its new name in the new one.
    return compareEntries(entry, renamed, (rule, { newKeys, ...facts }) => {
      const [section, , ...part] = newKeys ?? facts.keys
      report(rule, { ...facts, newKeys: section === 'codes' ? ['codes', renamed.code, ...part] : [section as string] })
    })
  }
  const replacedBy = deprecationOf(entry)?.replacedBy
  if (replacedBy === undefined) report('code-removed', { code, keys })
  else report('deprecated-code-removed', { code, new: replacedBy, keys })
}

function compareSettings (old: Catalog, next: Catalog, report: Report) {
  const changed = (rule: DiffRule, keys: readonly string[], one: unknown, other: unknown) => {
    if (one !== other) report(rule, { subject: keys.join('.'), old: one, new: other, keys })
  }
  const { requestId: { header, prefix, trust } } = old
  const { requestId } = next
  changed('request-id-header-changed', ['requestId', 'header'], header.toLowerCase(), requestId.header.toLowerCase())
  changed('request-id-rules-changed', ['requestId', 'prefix'], prefix, requestId.prefix)
  changed('request-id-rules-changed', ['requestId', 'trust'], trust, requestId.trust)
  changed(old.docs === undefined ? 'page-added' : next.docs === undefined ? 'page-removed' : 'docs-moved', ['docs'], old.docs, next.docs)
  const retryHeaders = [old, next].map(({ retryHeader }) => retryHeader === undefined ? [] : [retryHeader])
  if (old.retryHeader?.toLowerCase() !== next.retryHeader?.toLowerCase()) {
    compareNames('header', retryHeaders as [string[], string[]], subject => ({ subject, keys: ['retryHeader'] }), report)
  }
  compareNames('language', [old.languages, next.languages], subject => ({ subject, keys: ['locales', subject] }), report)
  compareAliases(old, next, report)
}

function compareAliases (old: Catalog, next: Catalog, report: Report) {
  const factsOf = (alias: string) => {
    const code = (old.aliases.get(alias) ?? next.aliases.get(alias)) as string
    return { code, subject: alias, keys: ['codes', code, 'aliases'] }
  }
  // A code that became an alias was renamed.
  const isNew = (alias: string) => !old.entries.has(alias)
  compareNames('alias', [old.aliases.keys(), [...next.aliases.keys()].filter(isNew)], factsOf, report)
  for (const [alias, code] of old.aliases) {
    const other = next.aliases.get(alias)
    // The alias of a renamed code stays with it.
    if (other === undefined || other === code || other === next.aliases.get(code)) continue
    report('alias-moved', { ...factsOf(alias), old: code, new: other, newKeys: ['codes', other, 'aliases'] })
  }
}
