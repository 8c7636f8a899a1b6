import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'

const require = createRequire(import.meta.url)
const packages = ['fastify', '@fastify/error', '@fastify/rate-limit', '@fastify/sensible', '@hapi/boom', 'fastify-http-errors-enhanced', 'yaml']

/** The environment that results depend on: the machine without its name, and versions. */
export function environment () {
  const [{ model }] = cpus()
  const versions = packages.map(name => [name, versionOf(name)])
  return { machine: `${model.trim()}, ${cpus().length} cores`, versions: { node: process.versions.node, v8: process.versions.v8, ...Object.fromEntries(versions) } }
}

/** Some packages do not export their package.json. */
function versionOf (name) {
  const folder = require.resolve.paths(name).map(path => `${path}/${name}/package.json`)
  for (const file of folder) {
    try {
      return JSON.parse(readFileSync(file, 'utf8')).version
    } catch {}
  }
}
