// Not a named import: bundled ESM applications often declare `createRequire` in a banner.
import nodeModule from 'node:module'

/** Whether a string names a package or a file of one: it has a scope or a slash, and is neither a path nor a URL. */
export function isPackageName (text: string): boolean {
  return /^(?:@[^/\s:]+\/[^/\s:]|[^./@\s:\\][^/\s:\\]*\/.)/.test(text)
}

/**
 * The file that an import of this name finds from the file `from`.
 *
 * A package without a file means its `catalog.yaml`, or else its main file if that is YAML or JSON.
 */
export function resolvePackage (name: string, from: string): { readonly path: string } | { readonly fault: string } {
  const { resolve } = nodeModule.createRequire(from)
  const isAlone = /^(?:@[^/]+\/)?[^/]+$/.test(name)
  const file = isAlone ? `${name}/catalog.yaml` : name
  try {
    // A module of Node is not a file.
    return { path: nodeModule.isBuiltin(file) ? resolve(`${file}/`) : resolve(file) }
  } catch (error) {
    const main = isAlone ? mainOf(name, resolve) : undefined
    if (main !== undefined) return { path: main }
    return { fault: `${reasonOf(error as NodeJS.ErrnoException, file)} (looked for ${file} from ${from})` }
  }
}

function mainOf (name: string, resolve: NodeJS.RequireResolve): string | undefined {
  try {
    const main = resolve(name)
    return /\.(?:ya?ml|json)$/i.test(main) ? main : undefined
  } catch {
    return undefined
  }
}

function reasonOf ({ code }: NodeJS.ErrnoException, file: string): string {
  return code === 'ERR_PACKAGE_PATH_NOT_EXPORTED'
    ? `the package does not export the file: add "${file.replace(/^(?:@[^/]+\/)?[^/]+/, '.')}" to exports in its package.json`
    : 'no installed package has this file: install the package, or check the name'
}
