import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** The properties of a project that decide the form of a server file. */
export interface Project {
  readonly modules: 'esm' | 'commonjs'
  readonly isTypeScript: boolean
  /** Whether Node.js reads a `.js` file of the project as an ES module or as CommonJS because its package.json exists. */
  readonly hasPackage: boolean
  /** Packages that the server needs and the project lacks. */
  readonly missing: readonly string[]
}

const name = 'fastify-error-catalog'

/** Read the project that a folder belongs to: the nearest package.json above it decides. */
export function readProject (folder: string): Project {
  const root = findUp(folder, 'package.json')
  const manifest = root === undefined ? {} : readManifest(join(root, 'package.json'))
  const installed = new Set([manifest.dependencies, manifest.devDependencies, manifest.peerDependencies].flatMap(
    list => Object.keys(list ?? {})
  ))
  return {
    modules: root !== undefined && manifest.type !== 'module' ? 'commonjs' : 'esm',
    isTypeScript: existsSync(join(root ?? folder, 'tsconfig.json')) || installed.has('typescript'),
    hasPackage: root !== undefined,
    missing: ['fastify', name].filter(each =>
      !installed.has(each) && manifest.name !== each && findUp(folder, join('node_modules', each)) === undefined)
  }
}

interface Manifest {
  readonly name?: string
  readonly type?: string
  readonly dependencies?: object
  readonly devDependencies?: object
  readonly peerDependencies?: object
}

function readManifest (file: string): Manifest {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
    return typeof manifest === 'object' && manifest !== null ? manifest : {}
  } catch {
    return {}
  }
}

/**
 * The schema's path for an editor, relative to a folder: in the nearest node_modules that has this package, also if it is hoisted
 * into a folder above. Yarn PnP keeps packages in archives, which editors cannot read: then it is a URL.
 */
export function schemaPath (folder: string, version: string): string {
  const file = join('node_modules', name, 'catalog.schema.json')
  const root = findUp(folder, file)
  if (root !== undefined) return pathFrom(folder, join(root, file))
  const isPnp = ['.pnp.cjs', '.pnp.loader.mjs'].some(each => findUp(folder, each) !== undefined)
  return isPnp ? `https://cdn.jsdelivr.net/npm/${name}@${version}/catalog.schema.json` : `./${file.split(sep).join('/')}`
}

function findUp (folder: string, file: string): string | undefined {
  let at = resolve(folder)
  while (!existsSync(join(at, file))) {
    const above = dirname(at)
    if (above === at) return undefined
    at = above
  }
  return at
}

/** A path for YAML and imports: with slashes, and with a leading dot if it is relative. */
export function pathFrom (folder: string, file: string): string {
  const path = relative(folder, file).split(sep).join('/')
  return /^(\.\.?\/|\/|[A-Za-z]:)/.test(path) ? path : `./${path}`
}
