import type { Reading } from '../catalog/read.ts'
import { envelopesOf } from '../envelope/envelopesOf.ts'
import type { BuiltCatalog } from '../catalog/reader.ts'
import { ruleNames, type RuleName } from '../source/ruleNames.ts'
import { withoutAllowed } from './suppressions.ts'
import type { LintFinding, LocatedFinding, Subject } from './rule.ts'
import { rules } from './rules.ts'

/** All findings of the rules in the catalogs of a source; none if it is invalid, because entries may be incomplete. */
export function findingsOf ({ built }: Reading): LocatedFinding[] {
  return built
    .filter(({ draft }) => draft.source.isPackage === undefined)
    .flatMap(each => withoutAllowed(findIn(toSubject(each)), each.draft.input)
      .map(({ within, ...finding }) => atPlace(finding, within ?? each.draft)))
}

function toSubject ({ catalog, draft: { input }, locales }: BuiltCatalog): Subject {
  const codes = input.codes ?? {}
  const own = [...catalog.entries.values()].filter(({ code }) => Object.hasOwn(codes, code))
  return { catalog, input, locales, own, envelopes: envelopesOf(catalog) }
}

function findIn (subject: Subject): Array<LintFinding & { rule: RuleName }> {
  return ruleNames.flatMap(rule => rules[rule].find(subject).map(finding => ({ ...finding, rule })))
}

/** The whole path, of a finding and of its fix. */
function atPlace (
  { fix, path, ...finding }: Omit<LocatedFinding, 'source'>, { source, path: base }: Pick<LocatedFinding, 'source' | 'path'>
): LocatedFinding {
  const whole = { ...finding, source, path: [...base, ...path] }
  return fix === undefined
    ? whole
    : { ...whole, fix: { ...fix, edit: { ...fix.edit, path: [...base, ...fix.edit.path] } } }
}
