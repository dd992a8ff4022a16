/** Takes "Did you mean …?" out of a message of graphql-js: it names what the schema has to people who may not see it. */
export const hideSuggestions = (message: string): string => message.replace(/ Did you mean [^?]*\?/g, '')
