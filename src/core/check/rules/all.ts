// Made by scripts/generate.mjs from the files beside it. Do not edit.
import type { Rule } from '../rule';
import { cpu01 } from './cpu01';
import { cpu02 } from './cpu02';
import { cpu03 } from './cpu03';
import { cpu04 } from './cpu04';
import { cpu05 } from './cpu05';
import { cpu08 } from './cpu08';
import { exp01 } from './exp01';
import { exp04 } from './exp04';
import { exp05 } from './exp05';
import { io04 } from './io04';
import { mem01 } from './mem01';
import { mem04 } from './mem04';
import { npb01 } from './npb01';
import { npb02 } from './npb02';
import { npb03 } from './npb03';
import { npb04 } from './npb04';
import { num01 } from './num01';
import { num02 } from './num02';
import { num03 } from './num03';
import { num04 } from './num04';

/** Every rule there is, by id. */
export const allRules: readonly Rule[] = [
  cpu01,
  cpu02,
  cpu03,
  cpu04,
  cpu05,
  cpu08,
  exp01,
  exp04,
  exp05,
  io04,
  mem01,
  mem04,
  npb01,
  npb02,
  npb03,
  npb04,
  num01,
  num02,
  num03,
  num04,
];
