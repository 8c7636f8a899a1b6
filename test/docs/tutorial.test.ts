import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { bin, checkBuilt, env, root } from '../built.ts'
import { freePort } from '../freePort.ts'

checkBuilt()

const page = readFileSync(join(root, 'docs/tutorial/orders-api.md'), 'utf8')
const port = await freePort()
const local = (text: string) => text.replaceAll('3000', String(port))

/** A code block of the page, with the marker before it. */
interface Block { readonly marker: string, readonly language: string, readonly text: string }

// It starts a compiler twice and a server three times.
t.setTimeout(900_000)

const folder = t.testdir({})
let server: ChildProcess | undefined
t.teardown(() => { server?.kill() })

/** The commands that `npm install` would link. */
const commands = { 'error-catalog': bin, tsc: join(root, 'node_modules/typescript/bin/tsc'), tsx: join(root, 'node_modules/tsx/dist/cli.mjs') }

/** Link the packages of this repository into the folder, as `npm install` would install them. */
function install (names: readonly string[]) {
  for (const name of names) {
    const place = join(folder, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(name === 'fastify-error-catalog' ? root : join(root, 'node_modules', name), place)
  }
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
  for (const [name, file] of Object.entries(commands)) {
    writeFileSync(join(folder, 'node_modules/.bin', name), `#!/bin/sh\nexec "${process.execPath}" "${file}" "$@"\n`)
    chmodSync(join(folder, 'node_modules/.bin', name), 0o755)
  }
}

async function start () {
  if (server !== undefined) {
    server.kill()
    await once(server, 'close')
  }
  server = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  for (;;) {
    if (server.exitCode !== null) throw new Error('the server of the tutorial has ended')
    if (await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** Run the commands of a block. Returns their output. */
async function execute (text: string): Promise<string> {
  let output = ''
  for (const line of text.trim().split('\n')) {
    const [, names] = /^npm install (?:--save-dev )?(.+)$/.exec(line) ?? []
    if (names !== undefined) install(names.split(' '))
    else if (line === 'npx tsx server.ts') await start()
    else if (!/^(mkdir|cd) orders-api$/.test(line)) output += shell(line)
  }
  return output
}

function shell (line: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', local(line)], { cwd: folder, env, encoding: 'utf8' })
  if (status !== 0 && !line.includes('--pretty false')) throw new Error(`${line} exited with ${status}: ${stdout}${stderr}`)
  return stdout
}

/** Request ids differ between runs. */
const withoutIds = (text: string) => text.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID').trim()

async function follow ({ marker, language, text }: Block): Promise<string> {
  const [, action, file = ''] = /^(file|append|prepend|with): (.+)$/.exec(marker) ?? []
  const place = join(folder, file)
  if (action === 'file') writeFileSync(place, local(text))
  else if (action === 'append') writeFileSync(place, readFileSync(place, 'utf8') + local(text))
  else if (action === 'prepend') writeFileSync(place, local(text) + readFileSync(place, 'utf8'))
  else if (action === 'with') return changed(file, text)
  else if (language === 'sh') return execute(text)
  else throw new Error(`the test does not know what to do with a block of ${language}`)
  return ''
}

/** Run commands while app.ts is changed. */
async function changed (change: string, text: string): Promise<string> {
  const [before = '', after = ''] = change.split(' → ')
  const app = join(folder, 'app.ts')
  const original = readFileSync(app, 'utf8')
  if (!original.includes(before)) throw new Error(`app.ts does not contain ${before}`)
  writeFileSync(app, original.replace(before, after))
  const output = await execute(text)
  writeFileSync(app, original)
  return output
}

for (const step of page.split(/^## /m).slice(1)) {
  const blocks = [...step.matchAll(/(?:<!-- (.+?) -->\n)?```(\w+)\n([^]*?)```/g)].map(([, marker = '', language = '', text = '']): Block => ({ marker, language, text }))
  t.test(`step ${step.split('\n')[0]}`, async t => {
    let output = ''
    for (const block of blocks) {
      if (block.language === 'text') t.equal(withoutIds(output), withoutIds(block.text))
      else output = await follow(block)
    }
  })
}
