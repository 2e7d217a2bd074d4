// Made by scripts/generate.mjs from schemas/hosts.schema.json. Do not edit.
import type { ErrorObject } from 'ajv';
declare const validate: { (data: unknown): boolean; errors?: ErrorObject[] | null };
export default validate;
