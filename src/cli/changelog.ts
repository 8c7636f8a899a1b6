import { toChangelog, type ChangelogOptions } from '../diff/changelog.ts'
import { compareSides } from './compareSides.ts'
import type { Outcome } from './outcome.ts'

/** Write the changes of a catalog for a release page. */
export async function changelog (oldSide: string, newSide: string, options: ChangelogOptions): Promise<Outcome> {
  const comparison = await compareSides(oldSide, newSide, 'wire')
  return 'code' in comparison ? comparison : { code: 0, stdout: toChangelog(comparison, options), stderr: comparison.warnings }
}
