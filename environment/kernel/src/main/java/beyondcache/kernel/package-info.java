/**
 * The Java kernel of the course: what Jupyter talks to when a cell is run. JShell compiles the cells, the base
 * library of JJava speaks Jupyter's protocol, and this package is what lies between the two.
 */
package beyondcache.kernel;
