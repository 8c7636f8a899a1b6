// Catalogs of any size, made of the entries that ship: their lengths and details are those of real ones.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const shipped = parse(await readFile(fileURLToPath(import.meta.resolve('fastify-error-catalog/catalog.yaml')), 'utf8'))

// What an entry says of other codes is left out: they have other names here.
const entries = Object.values(shipped.catalogs).flatMap(({ codes }) => Object.entries(codes))
  .map(([code, { replacedBy, aliases, ...entry }]) => [code, entry])

/** @returns the content of a catalog file with so many codes besides those it extends. */
export function catalogOf (count) {
  const codes = Object.fromEntries(Array.from({ length: count }, (_, index) => {
    const [code, entry] = entries[index % entries.length]
    return [`${code}_${index}`, entry]
  }))
  return { extends: 'http', codes }
}
