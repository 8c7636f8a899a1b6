// `npm run coverage:folders -- [FOLDER…]`: the tests of each folder must cover the folder of src that has the same name.
// `npm test` counts every test for every file; this finds code that only the tests of other folders run.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const tap = createRequire(import.meta.url).resolve('tap/package.json').replace('package.json', 'dist/esm/run.mjs')

/** `test/docs` tests the documentation, so the tests of the plugin that serves pages have another folder. */
const folderOfTests = folder => folder === 'docs' ? 'pages' : folder

const foldersIn = folder => readdirSync(`${root}src/${folder}`, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name)
const all = [...foldersIn('.').filter(name => name !== 'server'), 'server', ...foldersIn('server').map(name => `server/${name}`)]
const named = process.argv.slice(2)

const incomplete = (named.length === 0 ? all : named).filter(folder => {
  console.log(`# ${folder}`)
  const tests = filesIn(`test/${folderOfTests(folder)}`, folder).filter(file => file.endsWith('.test.ts'))
  if (tests.length === 0) return true
  const { status } = spawnSync(process.execPath, [tap, 'run', '--reporter=terse', ...tests], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, COVERED: JSON.stringify(filesIn(`src/${folder}`, folder)) }
  })
  return status !== 0
})

console.log(incomplete.length === 0 ? 'Every folder is covered by its own tests.' : `Not covered by their own tests: ${incomplete.join(', ')}`)
process.exitCode = incomplete.length === 0 ? 0 : 1

/** `server` has folders that are covered by themselves; each other folder is covered with the folders in it. */
function filesIn (path, folder) {
  if (!existsSync(`${root}${path}`)) return []
  return readdirSync(`${root}${path}`, { recursive: folder !== 'server', encoding: 'utf8' }).filter(file => file.endsWith('.ts')).map(file => `${path}/${file}`)
}
