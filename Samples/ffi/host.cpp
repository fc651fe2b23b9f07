// Uses the functions that main.js exports, and defines those that it imports.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include "App_ffi.hpp"

extern "C" void mvm_fatalError(mvm_VM*, mvm_TeError error) {
  std::fprintf(stderr, "fatal error %d\n", static_cast<int>(error));
  std::exit(1);
}

void setHeater(bool isOn) { std::printf("heater %s\n", isOn ? "on" : "off"); }

double readTemperature(int32_t sensor) { return 18.5 + sensor; }

void logMessage(std::string message) { std::printf("log: %s\n", message.c_str()); }

int main(int count, char** arguments) {
  if (count != 2) return 64;
  std::ifstream file(arguments[1], std::ios::binary);
  std::vector<uint8_t> snapshot((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  App app(snapshot.data(), snapshot.size());
  if (app.error() != MVM_E_SUCCESS) {
    std::fprintf(stderr, "%s: error %d\n", arguments[1], static_cast<int>(app.error()));
    return 1;
  }
  std::printf("update gives %d\n", app.update(1));
  app.setTarget(15.25);
  std::printf("it was the %s\n", app.rename("hall").c_str());
  std::printf("update gives %d\n", app.update(0));
  std::printf("2 + 3 is %d\n", static_cast<int>(app.add(2, 3)));
  std::printf("%s\n", app.same(mvm_undefined) == mvm_undefined ? "the same" : "another");
  return 0;
}
