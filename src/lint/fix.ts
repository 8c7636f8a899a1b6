import { readFile, writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { editYaml, toValue } from '../source/editYaml.ts'
import type { Source } from '../source/source.ts'
import type { Found } from './rule.ts'

/** Write the fixes of findings to their files, each or none of it, and give those that were, with what was done as their message. */
export async function fixAll (findings: readonly Found[]): Promise<Found[]> {
  const fixed: Found[] = []
  for (const source of new Set(findings.map(({ source }) => source))) {
    // From the last one to the first, so that what is left of a list keeps its place in it.
    fixed.push(...await fixIn(source, findings.filter(finding => finding.source === source).reverse()))
  }
  return fixed
}

async function fixIn (source: Source, findings: readonly Found[]): Promise<Found[]> {
  const before = await textOf(source)
  const fixed: Found[] = []
  let text = before
  for (const finding of findings) {
    const edited = text === undefined || finding.fix === undefined ? undefined : editYaml(text, finding.fix.edits)
    if (edited === undefined) continue
    text = edited
    fixed.push({ ...finding, message: (finding.fix as { done: string }).done })
  }
  if (text !== before) await writeFile(source.path as string, text as string)
  return fixed
}

/** The text of a source that is a file, and still what was read. */
async function textOf ({ path, value }: Source): Promise<string | undefined> {
  if (path === undefined) return undefined
  const text = await readFile(path, 'utf8').catch(() => '')
  return isDeepStrictEqual(toValue(text), value) ? text : undefined
}
