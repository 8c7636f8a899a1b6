type AjvModule = typeof import('./ajvModule.ts')

let loaded: AjvModule | undefined

/** Load Ajv, for a server with schemas or the mode `strict`: others start without it. */
export async function loadAjv () {
  loaded ??= await import('./ajvModule.ts')
}

/** The module of `loadAjv`, which is called before the first schema is compiled. */
export function ajvModule (): AjvModule {
  return loaded as AjvModule
}
