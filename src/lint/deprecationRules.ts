import type { Catalog } from '../catalog/catalog.ts'
import type { EntryInput } from '../format/catalogFile.ts'
import type { Entry } from '../catalog/entry.ts'
import type { LintFinding, Rule, Subject } from './rule.ts'

/** Rules for deprecated codes. */
export const deprecationRules = {
  'deprecated-unreplaced': ofEntries(({ code, deprecated, replacedBy }) => Boolean(deprecated) && replacedBy === undefined && {
    path: ['codes', code, 'deprecated'], message: `${code} is deprecated without a replacement: add replacedBy`
  }),
  'replacement-deprecated': ofEntries(({ code, replacedBy = '' }, { catalog }) => isDeprecated(catalog, replacedBy) && {
    path: ['codes', code, 'replacedBy'], ...toReplacement(code, replacedBy, catalog)
  }),
  'replaced-not-deprecated': ofEntries(({ code, deprecated, replacedBy }, _, input) => replacedBy !== undefined && !deprecated && {
    path: ['codes', code, 'replacedBy'],
    message: `${code} is replaced by ${replacedBy} but is not deprecated: add deprecated: true, or the reason`,
    // An author who wrote false must decide which of the two is meant.
    ...input.deprecated === undefined
      ? { fix: { done: `made ${code} deprecated`, edit: { path: ['codes', code, 'deprecated'], value: true, before: 'replacedBy' } } }
      : {}
  })
} satisfies Record<string, Rule>

function ofEntries (check: (entry: Entry, subject: Subject, input: EntryInput) => LintFinding | false): Rule {
  return {
    level: 'warning',
    find: subject => subject.own.flatMap(entry => {
      const finding = check(entry, subject, subject.input.codes?.[entry.code] as EntryInput)
      return finding === false ? [] : [{ ...finding, code: entry.code }]
    })
  }
}

function isDeprecated ({ entries }: Catalog, code: string): boolean {
  return Boolean(entries.get(code)?.deprecated)
}

/** The code at the end of a chain of replacements; none if that is deprecated, or if the chain never ends. */
function toReplacement (code: string, first: string, catalog: Catalog): Pick<LintFinding, 'message' | 'fix'> {
  const seen = new Set([code])
  let last: string | undefined = first
  while (last !== undefined && isDeprecated(catalog, last)) {
    seen.add(last)
    const next: string | undefined = catalog.entries.get(last)?.replacedBy
    last = next === undefined || seen.has(next) ? undefined : next
  }
  const told = `${first}, which replaces ${code}, is deprecated too`
  return last === undefined
    ? { message: `${told}: name a code that is not deprecated` }
    : {
        message: `${told}: name ${last}`,
        fix: { done: `${code} is now replaced by ${last}`, edit: { path: ['codes', code, 'replacedBy'], value: last } }
      }
}
