import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { catalogOf } from './catalogs.mjs'

const door = new URL('../../dist/esm/index.js', import.meta.url)

const forms = {
  json: JSON.stringify,
  yaml: catalog => stringify(catalog, { aliasDuplicateObjects: false }),
  mjs: catalog => `import { defineCatalog } from '${door}'\nexport default defineCatalog(${JSON.stringify(catalog)})\n`
}

/** A folder with a catalog of this many codes in every form: `catalog.json`, `catalog.yaml`, `catalog.mjs`. */
export async function writeCatalogs (count) {
  const folder = await mkdtemp(join(tmpdir(), 'error-catalog-'))
  const catalog = catalogOf(count)
  await Promise.all(Object.entries(forms).map(([form, write]) => writeFile(join(folder, `catalog.${form}`), write(catalog))))
  return folder
}
