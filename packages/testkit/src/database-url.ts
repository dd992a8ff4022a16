/** Another database on the same server. */
export function databaseUrl(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** The template of a service; without a service one that holds kit's tables alone. */
export const templateName = (service = 'kit'): string => `template_${service.replaceAll('-', '_')}`
