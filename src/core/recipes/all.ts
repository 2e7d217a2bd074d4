import { figure10 } from './figure10';
import { figure11 } from './figure11';
import { figure12 } from './figure12';
import { figure2 } from './figure2';
import { figure3 } from './figure3';
import { figure5 } from './figure5';
import { figure7 } from './figure7';
import type { Recipe } from './recipe';

/** In the order of the figures. */
export const allRecipes: readonly Recipe[] = [
  figure2,
  figure3,
  figure5,
  figure7,
  figure10,
  figure11,
  figure12,
];
