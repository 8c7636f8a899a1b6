import { builtMarker, toBuiltCatalog } from '../catalog/builtCatalog.ts'
import { countCodes, readSound } from './readCatalogs.ts'
import { writeOutput, type OutputOptions, type WriteOutcome } from './writeOutput.ts'

/** Write, print or check a catalog as one JSON file without references to others. */
export async function build (given: string, options: OutputOptions): Promise<WriteOutcome> {
  const reading = await readSound(given)
  if ('code' in reading) return reading
  const { files, catalogs } = reading
  return writeOutput(
    { command: 'build', text: toBuiltCatalog(reading), marker: builtMarker, example: 'catalog.json', files, codes: countCodes(catalogs) },
    options
  )
}
