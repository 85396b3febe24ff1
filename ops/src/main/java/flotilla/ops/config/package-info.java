/**
 * The configuration file: YAML into a tree, the tree into records, every mistake with its line, its path and what was
 * expected. What the records allow stands in the records; here is only how a file is read.
 */
@NullMarked
package flotilla.ops.config;

import org.jspecify.annotations.NullMarked;
