// Build dist/esm and dist/cjs: each the whole package, with its types; and the command, in dist/esm.
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { esmExternalRequirePlugin } from 'rolldown/plugins'

const require = createRequire(import.meta.url)
const root = fileURLToPath(new URL('..', import.meta.url))
const entries = ['index', 'testing', 'record', 'idempotency', 'openapi', 'docs', 'telemetry']

// leven, html-template and mdast-util-to-markdown have no CommonJS. The others are small CommonJS: Node searches the text of each such package that an ES module
// imports, at every start. Of lru-cache and js-yaml, 5 MB when installed, a server needs 60 kB.
const bundled = withDependencies(['leven', 'fastify-plugin', '@lukeed/ms', '@remix-run/html-template', 'mdast-util-to-markdown', 'lru-cache', 'js-yaml'])

rmSync(`${root}dist`, { recursive: true, force: true })
for (const [config, folder, type] of [['tsconfig.build.json', 'esm', 'module'], ['tsconfig.cjs.json', 'cjs', 'commonjs']]) {
  execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', config], { cwd: root, stdio: 'inherit' })
  writeFileSync(`${root}dist/${folder}/package.json`, `${JSON.stringify({ type })}\n`)
}

await build(entries, 'cjs')
await build([...entries, 'cli'], 'esm')
// On its own, and without modules of Node: it runs in browsers.
for (const format of ['cjs', 'esm']) await build(['client'], format, 'browser')
chmodSync(`${root}dist/esm/cli.js`, 0o755)
writeFileSync(`${root}dist/licenses.txt`, bundled.map(name => `${name}\n\n${licenseOf(name)}`).join('\n'))

/** Few files, because each costs start-up time: one for what all servers need, and separate files for what only some load. */
async function build (names, format, platform = 'node') {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(names.map(name => [name, `src/${name}.ts`])),
    platform,
    // Without it, a bundled package that requires "node:path" would need createRequire in dist/esm, which bundlers of applications do not follow.
    plugins: format === 'esm' && platform === 'node' ? [esmExternalRequirePlugin({ external: [/^node:/] })] : [],
    external: id => /^[^./]/.test(id) && !id.includes(':') && !bundled.some(name => id === name || id.startsWith(`${name}/`))
  })
  await bundle.write({
    dir: `dist/${format}`,
    format,
    exports: 'named',
    // V8 scans these at each start: a sixth of the text. The declaration files keep them.
    comments: { jsdoc: false },
    dynamicImportInCjs: false,
    chunkFileNames: 'parts/[name].js',
    codeSplitting: { groups: [{ name: 'catalog', test: /src\/envelope\/load\.ts$/ }, { name: 'server', test: /src\/index\.ts$/ }] }
  })
}

/** Packages with all packages that they load; those with types only have nothing to bundle. */
function withDependencies (names) {
  const all = new Set(names)
  for (const name of all) {
    const { dependencies = {} } = JSON.parse(readFileSync(`${root}node_modules/${name}/package.json`, 'utf8'))
    for (const dependency of Object.keys(dependencies).filter(dependency => !dependency.startsWith('@types/'))) all.add(dependency)
  }
  return [...all]
}

function licenseOf (name) {
  const folder = `${root}node_modules/${name}`
  return readFileSync(`${folder}/${readdirSync(folder).find(file => /^licen[cs]e/i.test(file))}`, 'utf8')
}
