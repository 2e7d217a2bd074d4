/** Layouts as people write them, on a machine `m` of four nodes with four PUs each. */

const oneLine = `{
  // Two halves of a machine, and room for more.
  "version": 1, // the format
  "machine": "m", /* a small one */
  "title": "two", // words
  "vms": [
    // the first of them
    { "name": "vm0", "pus": "0-3" } /* before the comma */, // on node 0
    /* between the two */
    { "name": "vm1", "pus": "4,5,6-7" } // on node 1
    // and no more
  ] // end of list
  // end of text
}
`;

const manyLines = `{
  "version": 1,
  "machine": "m",
  "vms": [
    {
      // who
      "name": "left", // its name
      "pus": "0-5", /* where */
      "memory": "6GiB",
      "nodes": "0-1" // as its PUs
    },
    {
      "name": "right",
      "memory": "4GiB", // half as much
      "pus": "8-11",
      "emulatorPus": "8", /* inside */
      "policy": "bind"
    }
  ]
}
`;

const trailing = `{
    "version": 1,
    "machine": "m",
    "defaults": {
        "memory": "2GiB", // each
    }, // all of them
    "vms": [
        { "name": "a", "pus": "0,1", }, // a
        { "name": "b", "pus": "2,3", "prealloc": true, }, // b
        { "name": "c", "pus": "4-7", "ioThreadPus": "0,4", }, // c
    ], // the end
}
`;

const compact =
  '{"version":1,"machine":"m",/* short */"vms":[{"name":"x","pus":"0-1"},/* two */{"name":"y","pus":"15,14"}]}';

const rule = `{
  // as the paper has it
  "version": 1,
  "machine": "m",
  "partition": { "per": "node" }, // a VM a node
  "defaults": { "memory": "1GiB", "policy": "bind" } // local memory
}
`;

const uncut = '{\n  // to be cut\n  "version": 1,\n  "machine": "m" // four nodes\n}\n';

const spread = `{
  "version": 1,
  "machine": "m",
  "hosts": ["north", "south"], // two of them
  "networks": { "lan": {}, "far": { "hostNic": "eth0" } },
  "regions": {
    "ring": { "size": "128MiB", "node": 0 }, // shared
    "heap": { "size": "256MiB" } // larger
  },
  "vms": [
    { "name": "n0", "host": "north", "pus": "0-3", "regions": ["ring", "heap"] }, // with memory
    { "name": "n1", "host": "north", "pus": "4-7", "nics": [{ "network": "lan" }, { "network": "far" }] },
    // the other host
    {
      "name": "s0", "host": "south", "pus": "0-7", /* wide */ "memory": "8GiB",
      "cells": [
        { "vcpus": "0-3", "memory": "5GiB", "node": 0 }, // larger
        { "vcpus": "4-7", "memory": "3GiB", "node": 1 }
      ]
    },
    { "name": "s1", "host": "south", "pus": "12-13", "nodes": "2", "regions": ["ring"] } // memory elsewhere
  ]
}
`;

export const startTexts: Readonly<Record<string, string>> = {
  'a VM a line': oneLine,
  'a key a line': manyLines,
  'trailing commas': trailing,
  'one line': compact,
  'a rule': rule,
  'no cut yet': uncut,
  'two hosts': spread,
  'CR LF': oneLine.replaceAll('\n', '\r\n'),
  tabs: manyLines.replace(/^ +/gm, (spaces) => '\t'.repeat(spaces.length / 2)),
};
