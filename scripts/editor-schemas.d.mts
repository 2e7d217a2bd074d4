export function writeEditorSchemas(from: string, to: string): void;
export function withOwnWords(schema: object): object;
