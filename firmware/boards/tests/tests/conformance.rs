//! What every device has to do, here by the image in QEMU; its MQTT against mosquitto.

use board_tests::Machine;

firmware_conformance::suite!(Machine);

mod mosquitto {
    use board_tests::Machine;
    use firmware_conformance::broker::Mosquitto;
    firmware_conformance::mqtt_suite!(Machine, Mosquitto);
}
