/** The shared helper library of the course <em>Beyond the Cache</em>. */
package beyondcache;
