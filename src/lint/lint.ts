import type { Catalog } from '../catalog/catalog.ts'
import { inOrderOfPlace, type Diagnostic } from '../source/diagnostic.ts'
import type { Reading } from '../catalog/read.ts'
import { toDiagnostic } from '../source/source.ts'
import { findingsOf } from './findings.ts'
import { fixAll } from './fix.ts'
import type { LocatedFinding } from './rule.ts'
import { rules } from './rules.ts'

export interface Linted {
  /** Empty if one of them has a problem that stops a server. */
  readonly catalogs: readonly Catalog[]
  /** The remaining diagnostics: problems that stop a server, or else the findings of the rules. */
  readonly diagnostics: readonly Diagnostic[]
  /** The fixed findings at their former places: the message describes the fix. */
  readonly fixed: readonly Diagnostic[]
  /** A sentence for each file that could not be fixed. */
  readonly faults: readonly string[]
}

/**
 * Report every problem of a source, or else every finding of the rules.
 *
 * With `fix`, fixes that change no response are written to the files, and `read` is called again.
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

async function toDiagnostics (findings: readonly LocatedFinding[]): Promise<Diagnostic[]> {
  const diagnostics = findings.map(async ({ source, ...finding }) => ({
    ...await toDiagnostic(source, finding),
    rule: finding.rule,
    level: rules[finding.rule].level
  }))
  return (await Promise.all(diagnostics)).sort(inOrderOfPlace)
}
