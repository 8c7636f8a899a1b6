import type { Catalog } from '../catalog/catalog.ts'
import type { EntryInput } from '../format/catalogFile.ts'
import type { Entry } from '../catalog/entry.ts'
import type { LintFinding, Rule, Subject } from './rule.ts'

/** What is said of codes that are going. */
export const deprecationRules = {
  'deprecated-unreplaced': ofEntries(({ code, deprecated, replacedBy }) => Boolean(deprecated) && replacedBy === undefined && {
    path: ['codes', code, 'deprecated'], message: `${code} is deprecated, and nothing says what to use: name replacedBy`
  }),
  'replacement-deprecated': ofEntries(({ code, replacedBy = '' }, { catalog }) => isDeprecated(catalog, replacedBy) && {
    path: ['codes', code, 'replacedBy'], ...toReplacement(code, replacedBy, catalog)
  }),
  'replaced-not-deprecated': ofEntries(({ code, deprecated, replacedBy }, _, input) => replacedBy !== undefined && !deprecated && {
    path: ['codes', code, 'replacedBy'],
    message: `${code} is replaced by ${replacedBy} and not deprecated: add deprecated, with the reason or true`,
    // Who wrote false has to say which of the two is meant.
    ...input.deprecated === undefined
      ? { fix: { done: `made ${code} deprecated`, edits: [{ path: ['codes', code, 'deprecated'], value: true, before: 'replacedBy' }] } }
      : {}
  })
} satisfies Record<string, Rule>

function ofEntries (tell: (entry: Entry, subject: Subject, input: EntryInput) => LintFinding | false): Rule {
  return {
    level: 'warning',
    find: subject => subject.own.flatMap(entry => {
      const finding = tell(entry, subject, subject.input.codes?.[entry.code] as EntryInput)
      return finding === false ? [] : [{ ...finding, code: entry.code }]
    })
  }
}

function isDeprecated ({ entries }: Catalog, code: string): boolean {
  return Boolean(entries.get(code)?.deprecated)
}

/** The code that a chain of replacements ends with; none where it ends with a deprecated one, or never. */
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
    ? { message: `${told}: name a code that stays` }
    : {
        message: `${told}: name ${last}`,
        fix: { done: `${code} is replaced by ${last} now`, edits: [{ path: ['codes', code, 'replacedBy'], value: last }] }
      }
}
