import type { Allowance, CatalogInput } from '../format/catalogFile.ts'
import { createDidYouMean } from '../support/didYouMean.ts'
import type { RuleName } from '../source/ruleNames.ts'
import type { LintFinding } from './rule.ts'

type NamedFinding = LintFinding & { readonly rule: RuleName }

/** The findings that the catalog does not suppress, and a finding for each allowance that suppresses nothing. */
export function withoutAllowed (
  findings: readonly NamedFinding[], { lint: { allow = [] } = {}, codes = {} }: CatalogInput
): NamedFinding[] {
  const hidden = new Map(allow.map(allowance => [allowance, [] as NamedFinding[]]))
  const rest = findings.filter(finding => {
    const allowance = allow.find(each => allows(each, finding))
    if (allowance !== undefined) hidden.get(allowance)?.push(finding)
    return allowance === undefined
  })
  const names = { known: new Set(Object.keys(codes)), suggest: createDidYouMean(() => Object.keys(codes)) }
  const useless = allow.flatMap((allowance, index) => toUseless(allowance, hidden.get(allowance) as NamedFinding[], index, names))
  return [...rest, ...useless]
}

function allows ({ rule, codes }: Allowance, finding: NamedFinding): boolean {
  return rule === finding.rule && (codes === undefined || codes.includes(finding.code ?? ''))
}

interface Names {
  readonly known: ReadonlySet<string>
  readonly suggest: (name: string) => string
}

function toUseless (
  { rule, codes = [] }: Allowance, hidden: readonly NamedFinding[], index: number, { known, suggest }: Names
): NamedFinding[] {
  const path = ['lint', 'allow', String(index)]
  if (hidden.length === 0) {
    return [toFinding(path, `${rule} reports nothing here: remove this allowance`, `removed the allowance of ${rule}`)]
  }
  const useful = new Set(hidden.map(({ code }) => code))
  // The second of two equal codes is unused.
  return codes.flatMap((code, index) => {
    if (useful.delete(code)) return []
    const hint = known.has(code) ? '' : suggest(code)
    const message = `${rule} reports nothing for "${code}"${hint}: remove it`
    return [toFinding([...path, 'codes', String(index)], message, `removed ${code} from the allowance of ${rule}`)]
  })
}

function toFinding (path: readonly string[], message: string, done: string): NamedFinding {
  return { rule: 'unused-allowance', path, message, fix: { done, edit: { path } } }
}
