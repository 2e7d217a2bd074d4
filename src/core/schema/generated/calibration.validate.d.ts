// Made by scripts/generate.mjs from schemas/calibration.schema.json. Do not edit.
import type { ErrorObject } from 'ajv';
declare const validate: { (data: unknown): boolean; errors?: ErrorObject[] | null };
export default validate;
