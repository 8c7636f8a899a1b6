import { readFileSync } from 'node:fs'

/** The README with the examples that it includes. */
export function fillReadme (readme: string): string {
  return readme.replace(/(<!-- file: (\S+) -->\n)```(\w+)\n[^]*?```\n/g, (_, marker: string, file: string, language: string) => `${marker}\`\`\`${language}\n${included(file)}\`\`\`\n`)
}

/** An example as a user would write it: it imports the package by its name, and has no output at its end. */
function included (file: string): string {
  return readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
    .replace(/'(\.\.\/)+src\/index\.ts'/, "'fastify-error-catalog'")
    .replace('../catalog.schema.json', './node_modules/fastify-error-catalog/catalog.schema.json')
    .replace(/\n\/\/ [A-Z]+ \/[^]*$/, '')
}
