// Catalogs of any size, made of the shipped entries: their lengths and details are real.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const shipped = parse(await readFile(fileURLToPath(import.meta.resolve('fastify-error-catalog/catalog.yaml')), 'utf8'))

// References of an entry to other codes are left out, since the codes have other names here.
const entries = Object.values(shipped.catalogs).flatMap(({ codes }) => Object.entries(codes))
  .map(([code, { replacedBy, aliases, ...entry }]) => [code, entry])

/** @returns the content of a catalog file with this many codes besides the codes that it extends. */
export function catalogOf (count) {
  const codes = Object.fromEntries(Array.from({ length: count }, (_, index) => {
    const [code, entry] = entries[index % entries.length]
    return [`${code}_${index}`, entry]
  }))
  return { extends: 'http', codes }
}
