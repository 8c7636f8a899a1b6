// dist/cjs is what runs, dist/esm the doors of it for import, with the command and the types.
import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))
const doors = ['index', 'testing', 'record', 'idempotency']

// The only dependency that is ESM and nothing else: required, it would be loaded by another loader.
const bundled = ['leven']

rmSync(`${root}dist`, { recursive: true, force: true })
for (const [config, folder, type] of [['tsconfig.build.json', 'esm', 'module'], ['tsconfig.cjs.json', 'cjs', 'commonjs']]) {
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', config], { cwd: root, stdio: 'inherit' })
  writeFileSync(`${root}dist/${folder}/package.json`, `${JSON.stringify({ type })}\n`)
}

const output = await bundle(doors, 'cjs')
await bundle(['cli'], 'esm')
chmodSync(`${root}dist/esm/cli.js`, 0o755)
for (const { name, exports } of output.filter(({ isEntry }) => isEntry)) writeDoor(name, exports)
writeFileSync(`${root}dist/licenses.txt`, bundled.map(name => `${name}\n\n${readFileSync(`${root}node_modules/${name}/license`, 'utf8')}`).join('\n'))

/** Few files, since each costs a start: what all servers need, and in parts of their own what only some load. */
async function bundle (names, format) {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(names.map(name => [name, `src/${name}.ts`])),
    platform: 'node',
    external: id => /^[^./]/.test(id) && !bundled.includes(id)
  })
  const { output } = await bundle.write({
    dir: `dist/${format}`,
    format,
    exports: 'named',
    chunkFileNames: 'parts/[name].js',
    codeSplitting: { groups: [{ name: 'catalog', test: /src\/envelope\/load\.ts$/ }, { name: 'server', test: /src\/index\.ts$/ }] }
  })
  return output
}

/**
 * A door for `import`: Node is to require what it leads to, since an import of CommonJS has its text searched for exports
 * (20 ms for the second file, in which V8 optimizes the search anew). Bundlers, which do not see what is
 * required so, get one that imports.
 */
function writeDoor (name, exports) {
  const names = exports.filter(each => each !== 'default').sort()
  const list = names.join(', ')
  const door = require(`${root}dist/cjs/${name}.js`)
  const own = names.find(each => door[each] === door.default)
  writeFileSync(`${root}dist/esm/${name}.js`, `import { createRequire } from 'node:module'

${names.length === 0 ? '' : `export const { ${list} } = `}await load()
${own === undefined ? '' : `export default ${own}\n`}
/** In a bundle, made without the condition "module", the file is not where it was: there it is imported. */
function load () {
  try {
    return createRequire(import.meta.url)('../cjs/${name}.js')
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error
    return import('../cjs/${name}.js')
  }
}
`)
  writeFileSync(`${root}dist/esm/${name}.bundler.js`, names.length === 0
    ? `import '../cjs/${name}.js'\n`
    : `export { ${own === undefined ? '' : `${own} as default, `}${list} } from '../cjs/${name}.js'\n`)
}
