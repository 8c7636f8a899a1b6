// The files whose coverage tests measure: all of src. Examples and scripts have tests, but no coverage.
// `COVERED` (a JSON list of files) limits the list for `npm run coverage:folders`.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../src', import.meta.url))
const all = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts')).map(file => `src/${file}`)
const files = process.env.COVERED === undefined ? all : JSON.parse(process.env.COVERED)

export default () => files
