/** Control and format characters, which color a terminal or reverse the direction of text; line separators; unpaired surrogates. */
const controls = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A string on one line, with the characters that a terminal or an editor would interpret escaped as in JSON. */
export function escapeControls (text: string): string {
  return text.replace(controls, character => short[character] ?? character.split('').map(toEscape).join(''))
}

/** JSON of the same value, with these characters escaped. The newlines between its members stay. */
export function escapeJson (json: string): string {
  return json.replace(controls, character => character === '\n' ? character : character.split('').map(toEscape).join(''))
}

function toEscape (unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
