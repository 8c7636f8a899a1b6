import { editYaml } from '../source/editYaml.ts'
import { replaceFile } from '../source/replaceFile.ts'
import type { Source } from '../source/source.ts'
import type { Found } from './rule.ts'

/** What was done about the findings that can be fixed. */
export interface Fixes {
  /** The findings that were fixed, with what was done as their message. */
  readonly fixed: readonly Found[]
  /** A sentence for each file that could not be written. */
  readonly faults: readonly string[]
}

/** Write the fixes of findings to their files: of each file either all that can be made or none. */
export function fixAll (findings: readonly Found[]): Fixes {
  const fixes = [...new Set(findings.map(({ source }) => source))].map(source => {
    // From the last one to the first, so that what is left of a list keeps its place in it.
    return fixIn(source, findings.filter(finding => finding.source === source).reverse())
  })
  return { fixed: fixes.flatMap(({ fixed }) => fixed), faults: fixes.flatMap(({ faults }) => faults) }
}

function fixIn ({ file, path, text: before }: Source, findings: readonly Found[]): Fixes {
  const fixed: Found[] = []
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
