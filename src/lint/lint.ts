import type { Catalog } from '../catalog/catalog.ts'
import { inOrderOfPlace, type Diagnostic } from '../source/diagnostic.ts'
import type { Reading } from '../catalog/read.ts'
import { toDiagnostic } from '../source/source.ts'
import { findingsOf } from './findings.ts'
import { fixAll } from './fix.ts'
import type { Found } from './rule.ts'
import { rules } from './rules.ts'

export interface Linted {
  /** None where any of them has a mistake that a server would not start with. */
  readonly catalogs: readonly Catalog[]
  /** What is left to be told: such mistakes, or else what the rules find. */
  readonly diagnostics: readonly Diagnostic[]
  /** What was corrected in the files, where it stood before: the message says what was done. */
  readonly fixed: readonly Diagnostic[]
  /** A sentence for each file that could not be corrected. */
  readonly faults: readonly string[]
}

/**
 * Tell everything that is wrong in a source, or seldom meant.
 *
 * With `fix`, what can be corrected without a change of what is sent is written to its file, and `read` is called again.
 */
export async function lint (read: () => Promise<Reading>, { fix = false }: { fix?: boolean } = {}): Promise<Linted> {
  const reading = await read()
  const findings = findingsOf(reading)
  const { fixed, faults } = fix ? fixAll(findings) : { fixed: [], faults: [] }
  if (fixed.length === 0) {
    return { catalogs: reading.catalogs, diagnostics: [...reading.diagnostics, ...await toDiagnostics(findings)], fixed: [], faults }
  }
  const rest = await lint(read, { fix })
  return { ...rest, fixed: [...await toDiagnostics(fixed), ...rest.fixed] }
}

async function toDiagnostics (findings: readonly Found[]): Promise<Diagnostic[]> {
  const diagnostics = findings.map(async ({ source, ...finding }) => ({
    ...await toDiagnostic(source, finding),
    rule: finding.rule,
    level: rules[finding.rule].level
  }))
  return (await Promise.all(diagnostics)).sort(inOrderOfPlace)
}
