/** The vendors whose banners are read: a new one is a file here and two lines. */
import n2n from './2n.json' with { type: 'json' }
import n3cx from './3cx.json' with { type: 'json' }
import addpac from './addpac.json' with { type: 'json' }
import agfeo from './agfeo.json' with { type: 'json' }
import aiphone from './aiphone.json' with { type: 'json' }
import akuvox from './akuvox.json' with { type: 'json' }
import alcatelLucent from './alcatel-lucent.json' with { type: 'json' }
import algo from './algo.json' with { type: 'json' }
import allworx from './allworx.json' with { type: 'json' }
import apc from './apc.json' with { type: 'json' }
import apple from './apple.json' with { type: 'json' }
import arista from './arista.json' with { type: 'json' }
import aruba from './aruba.json' with { type: 'json' }
import ascom from './ascom.json' with { type: 'json' }
import asterisk from './asterisk.json' with { type: 'json' }
import atcom from './atcom.json' with { type: 'json' }
import audiocodes from './audiocodes.json' with { type: 'json' }
import auerswald from './auerswald.json' with { type: 'json' }
import avaya from './avaya.json' with { type: 'json' }
import avm from './avm.json' with { type: 'json' }
import axis from './axis.json' with { type: 'json' }
import barco from './barco.json' with { type: 'json' }
import barix from './barix.json' with { type: 'json' }
import bintecElmeg from './bintec-elmeg.json' with { type: 'json' }
import bogen from './bogen.json' with { type: 'json' }
import bosch from './bosch.json' with { type: 'json' }
import brother from './brother.json' with { type: 'json' }
import cambiumNetworks from './cambium-networks.json' with { type: 'json' }
import canon from './canon.json' with { type: 'json' }
import cisco from './cisco.json' with { type: 'json' }
import clearone from './clearone.json' with { type: 'json' }
import commend from './commend.json' with { type: 'json' }
import crestron from './crestron.json' with { type: 'json' }
import cyberdata from './cyberdata.json' with { type: 'json' }
import dLink from './d-link.json' with { type: 'json' }
import dahua from './dahua.json' with { type: 'json' }
import dell from './dell.json' with { type: 'json' }
import digium from './digium.json' with { type: 'json' }
import dinstar from './dinstar.json' with { type: 'json' }
import doorbird from './doorbird.json' with { type: 'json' }
import draytek from './draytek.json' with { type: 'json' }
import eltex from './eltex.json' with { type: 'json' }
import engenius from './engenius.json' with { type: 'json' }
import epson from './epson.json' with { type: 'json' }
import ericssonLg from './ericsson-lg.json' with { type: 'json' }
import escene from './escene.json' with { type: 'json' }
import extremeNetworks from './extreme-networks.json' with { type: 'json' }
import fanvil from './fanvil.json' with { type: 'json' }
import flyingvoice from './flyingvoice.json' with { type: 'json' }
import fortinet from './fortinet.json' with { type: 'json' }
import freepbx from './freepbx.json' with { type: 'json' }
import freeswitch from './freeswitch.json' with { type: 'json' }
import gaiTronics from './gai-tronics.json' with { type: 'json' }
import gigaset from './gigaset.json' with { type: 'json' }
import grandstream from './grandstream.json' with { type: 'json' }
import h3c from './h3c.json' with { type: 'json' }
import hikvision from './hikvision.json' with { type: 'json' }
import hp from './hp.json' with { type: 'json' }
import hpe from './hpe.json' with { type: 'json' }
import htek from './htek.json' with { type: 'json' }
import huawei from './huawei.json' with { type: 'json' }
import innomedia from './innomedia.json' with { type: 'json' }
import innovaphone from './innovaphone.json' with { type: 'json' }
import jablotron from './jablotron.json' with { type: 'json' }
import juniper from './juniper.json' with { type: 'json' }
import kamailio from './kamailio.json' with { type: 'json' }
import konftel from './konftel.json' with { type: 'json' }
import konicaMinolta from './konica-minolta.json' with { type: 'json' }
import kyocera from './kyocera.json' with { type: 'json' }
import lantronix from './lantronix.json' with { type: 'json' }
import lexmark from './lexmark.json' with { type: 'json' }
import lifesize from './lifesize.json' with { type: 'json' }
import mediatrix from './mediatrix.json' with { type: 'json' }
import mikrotik from './mikrotik.json' with { type: 'json' }
import mitel from './mitel.json' with { type: 'json' }
import mobotix from './mobotix.json' with { type: 'json' }
import moxa from './moxa.json' with { type: 'json' }
import nec from './nec.json' with { type: 'json' }
import netgear from './netgear.json' with { type: 'json' }
import nortel from './nortel.json' with { type: 'json' }
import oki from './oki.json' with { type: 'json' }
import ooma from './ooma.json' with { type: 'json' }
import opensips from './opensips.json' with { type: 'json' }
import openvox from './openvox.json' with { type: 'json' }
import panasonic from './panasonic.json' with { type: 'json' }
import patton from './patton.json' with { type: 'json' }
import poly from './poly.json' with { type: 'json' }
import qnap from './qnap.json' with { type: 'json' }
import quintum from './quintum.json' with { type: 'json' }
import ricoh from './ricoh.json' with { type: 'json' }
import rtx from './rtx.json' with { type: 'json' }
import ruckus from './ruckus.json' with { type: 'json' }
import samsung from './samsung.json' with { type: 'json' }
import sangoma from './sangoma.json' with { type: 'json' }
import sharp from './sharp.json' with { type: 'json' }
import siedle from './siedle.json' with { type: 'json' }
import snom from './snom.json' with { type: 'json' }
import sonos from './sonos.json' with { type: 'json' }
import spectralink from './spectralink.json' with { type: 'json' }
import swissvoice from './swissvoice.json' with { type: 'json' }
import synology from './synology.json' with { type: 'json' }
import technicolor from './technicolor.json' with { type: 'json' }
import teo from './teo.json' with { type: 'json' }
import tilgin from './tilgin.json' with { type: 'json' }
import tiptel from './tiptel.json' with { type: 'json' }
import tpLink from './tp-link.json' with { type: 'json' }
import ubiquiti from './ubiquiti.json' with { type: 'json' }
import unify from './unify.json' with { type: 'json' }
import valcom from './valcom.json' with { type: 'json' }
import vtech from './vtech.json' with { type: 'json' }
import welltech from './welltech.json' with { type: 'json' }
import wildix from './wildix.json' with { type: 'json' }
import xerox from './xerox.json' with { type: 'json' }
import xorcom from './xorcom.json' with { type: 'json' }
import yamaha from './yamaha.json' with { type: 'json' }
import yealink from './yealink.json' with { type: 'json' }
import yeastar from './yeastar.json' with { type: 'json' }
import zebra from './zebra.json' with { type: 'json' }
import zenitel from './zenitel.json' with { type: 'json' }
import zultys from './zultys.json' with { type: 'json' }
import zyxel from './zyxel.json' with { type: 'json' }

export const fingerprints = [
  n2n,
  n3cx,
  addpac,
  agfeo,
  aiphone,
  akuvox,
  alcatelLucent,
  algo,
  allworx,
  apc,
  apple,
  arista,
  aruba,
  ascom,
  asterisk,
  atcom,
  audiocodes,
  auerswald,
  avaya,
  avm,
  axis,
  barco,
  barix,
  bintecElmeg,
  bogen,
  bosch,
  brother,
  cambiumNetworks,
  canon,
  cisco,
  clearone,
  commend,
  crestron,
  cyberdata,
  dLink,
  dahua,
  dell,
  digium,
  dinstar,
  doorbird,
  draytek,
  eltex,
  engenius,
  epson,
  ericssonLg,
  escene,
  extremeNetworks,
  fanvil,
  flyingvoice,
  fortinet,
  freepbx,
  freeswitch,
  gaiTronics,
  gigaset,
  grandstream,
  h3c,
  hikvision,
  hp,
  hpe,
  htek,
  huawei,
  innomedia,
  innovaphone,
  jablotron,
  juniper,
  kamailio,
  konftel,
  konicaMinolta,
  kyocera,
  lantronix,
  lexmark,
  lifesize,
  mediatrix,
  mikrotik,
  mitel,
  mobotix,
  moxa,
  nec,
  netgear,
  nortel,
  oki,
  ooma,
  opensips,
  openvox,
  panasonic,
  patton,
  poly,
  qnap,
  quintum,
  ricoh,
  rtx,
  ruckus,
  samsung,
  sangoma,
  sharp,
  siedle,
  snom,
  sonos,
  spectralink,
  swissvoice,
  synology,
  technicolor,
  teo,
  tilgin,
  tiptel,
  tpLink,
  ubiquiti,
  unify,
  valcom,
  vtech,
  welltech,
  wildix,
  xerox,
  xorcom,
  yamaha,
  yealink,
  yeastar,
  zebra,
  zenitel,
  zultys,
  zyxel,
]
