package beyondcache.kernel;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.zeromq.ZMQ;

/** The kernel's five sockets: the base library's, but for those that carry requests and input. */
final class Connection extends JupyterConnection {

  private final KernelConnectionProperties properties;
  private final ZMQ.Context context = ZMQ.context(1);
  private final Channel requests;
  private final Channel orders;
  private final Keyboard keyboard;

  Connection(KernelConnectionProperties properties, JavaKernel kernel)
      throws NoSuchAlgorithmException, InvalidKeyException {
    super(properties);
    this.properties = properties;
    keyboard = new Keyboard(context, properties.createHMACGenerator());
    requests = new Channel(context, properties.createHMACGenerator(), false, this, kernel, keyboard);
    orders = new Channel(context, properties.createHMACGenerator(), true, this, kernel, keyboard);
    // A burst of pictures must not be dropped half way.
    iopub.setSndHWM(0);
  }

  @Override
  public void connect() {
    iopub.bind(properties);
    heartbeat.bind(properties);
    keyboard.bind(properties);
    orders.bind(properties);
    requests.bind(properties);
  }
}
