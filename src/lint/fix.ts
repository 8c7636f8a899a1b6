import { editAll } from '../source/editYaml.ts'
import { replaceFile } from '../source/replaceFile.ts'
import type { Source } from '../source/source.ts'
import type { Fix, LocatedFinding } from './rule.ts'

/** The outcome of fixing findings. */
export interface Fixes {
  /** The fixed findings, whose message describes the fix. */
  readonly fixed: readonly LocatedFinding[]
  /** A sentence for each file that could not be written. */
  readonly faults: readonly string[]
}

/** Write the fixes of findings to their files: for each file either all possible fixes or none. */
export function fixAll (findings: readonly LocatedFinding[]): Fixes {
  const fixes = [...new Set(findings.map(({ source }) => source))].map(source => {
    // From the last to the first, so that the indexes of a list stay valid.
    return fixIn(source, findings.filter(finding => finding.source === source).reverse())
  })
  return { fixed: fixes.flatMap(({ fixed }) => fixed), faults: fixes.flatMap(({ faults }) => faults) }
}

function fixIn ({ file, path, text: before }: Source, findings: readonly LocatedFinding[]): Fixes {
  const fixable = findings.filter(({ fix }) => fix !== undefined)
  if (before === undefined || fixable.length === 0) return { fixed: [], faults: [] }
  const { text, done } = editAll(before, fixable.map(({ fix }) => (fix as Fix).edit))
  const fault = text === before ? undefined : replaceFile(path as string, text, before)
  if (fault !== undefined) return { fixed: [], faults: [`${file} ${fault}`] }
  const fixed = fixable
    .filter(({ fix }) => done.has((fix as Fix).edit))
    .map(finding => ({ ...finding, message: (finding.fix as Fix).done }))
  return { fixed, faults: [] }
}
