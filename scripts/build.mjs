// Compiles the sources and bundles the workflows, without installing anything: for images and pipelines.
import { build } from './lib/prepare.mjs';

build();
