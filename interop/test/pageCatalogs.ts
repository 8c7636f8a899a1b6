type Codes = Record<string, { readonly status: number, readonly message: string, readonly [key: string]: unknown }>

/** A catalog with this many codes, all with every text, and these codes among them. */
export function catalogOf (codes: Codes, count = Object.keys(codes).length + 1): object {
  const own: Codes = { ...codes }
  for (let index = 0; Object.keys(own).length < count; index++) {
    own[`thing_${index}_failed`] = {
      status: [400, 403, 404, 409, 422, 429, 500, 503][index % 8] as number,
      message: `Thing {id} number ${index} could not be changed, because it is {state}.`,
      group: `Group ${index % 12}`,
      meaning: 'The thing is in a state that permits no change.',
      action: 'Do something else.',
      details: { id: 'string', state: "'sent' | 'paid'" }
    }
  }
  return { codes: own, roles: { validation: 'thing_0_failed', internal: Object.keys(own).find(code => own[code]?.status === 500) ?? 'thing_0_failed' } }
}

/** A page in another language, whose words are wider than a narrow screen. */
export const words = {
  sprachverarbeitungsfehler: {
    status: 500,
    group: 'Rechnungsstellungsberichtigung',
    message: 'Die Rechnungsstellungsberichtigungsverfahrensordnung {vorgangskennzeichen} wurde unterbrochen.',
    meaning: 'Die Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung gilt nicht mehr.',
    action: 'Warten Sie auf die Bezirksschornsteinfegermeisterprüfungsordnungsänderung.',
    details: { vorgangskennzeichen: 'string' },
    deprecated: 'Wird ersetzt.',
    since: '1.2'
  }
} satisfies Codes

const texts = [
  '</script><script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '<!--', '&lt;b&gt;', '[x](javascript:alert(1))',
  '\u202Egnp.exe', 'مرحبا بالعالم', '<style>*{display:none}</style>', '<base href="http://evil.example/">'
]

/** Texts that would run code if a page did not escape them. */
export const hostile = Object.fromEntries(texts.map((text, index) => [`hostile ${index} ${text.replaceAll(/\p{C}/gu, '')}`, {
  status: 409, message: text.replaceAll('{', '{{').replaceAll('}', '}}'), action: text, group: text
}]))
