import { editYaml } from '../source/editYaml.ts'
import { replaceFile } from '../source/replaceFile.ts'
import type { Source } from '../source/source.ts'
import type { LocatedFinding } from './rule.ts'

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
  const fixed: LocatedFinding[] = []
  let text = before
  for (const finding of findings) {
    const edited = text === undefined || finding.fix === undefined ? undefined : editYaml(text, finding.fix.edits)
    if (edited === undefined) continue
    text = edited
    fixed.push({ ...finding, message: (finding.fix as { done: string }).done })
  }
  const fault = text === before ? undefined : replaceFile(path as string, text as string, before)
  return fault === undefined ? { fixed, faults: [] } : { fixed: [], faults: [`${file} ${fault}`] }
}
